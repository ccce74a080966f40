"""The screens. `counsel` gives any of them the application under its own type."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from localcounsel.tui.app import CounselApp


def counsel(node: MessagePump) -> CounselApp:
    """The application `node` is part of."""
    return cast("CounselApp", node.app)
