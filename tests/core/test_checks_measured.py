"""On contracts nobody developed with: altered statements are caught, true ones raise no alarm."""

from __future__ import annotations

import pytest

from scripts.statements.measure import measured

CONTRACTS = 60


@pytest.mark.shared
def test_altered_statements_are_told_from_true_ones() -> None:
    """With a margin to what all contracts of the half come to: `python -m scripts.statements --half 1`."""
    figures = measured(1, contracts_at_most=CONTRACTS)
    alarms, true = figures.share(["true"])
    caught, values = figures.target("value")
    seen, meanings = figures.target("meaning")
    assert true > 200 and values > 80 and meanings > 60
    assert alarms <= 0.04
    assert caught >= 0.92
    assert seen >= 0.9
