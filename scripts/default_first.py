"""A pytest plug-in: the quick default suite first, then what needs models, evaluation documents or minutes."""

from __future__ import annotations

import pytest

LATER = ("model", "shared", "heavy", "slow")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sorts, keeping the order of files within each part."""
    items.sort(key=lambda item: max((LATER.index(n) + 1 for n in LATER if item.get_closest_marker(n)), default=0))
