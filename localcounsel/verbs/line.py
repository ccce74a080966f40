"""A command line as people type it: options stand before, between and behind what a verb is about."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any


class VerbParser(argparse.ArgumentParser):
    """Reads `ask MATTER --json QUESTION`, which argparse up to Python 3.12 takes for a question too many.

    An argument that may be left out is filled from what stands before the first option there, if only with nothing.
    Options are therefore read first and everything else after them, except by a parser that leads to verbs.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._as_it_stands = False

    def add_subparsers(self, **named: Any) -> Any:
        """See argparse. What follows a verb is read by that verb's parser."""
        self._as_it_stands = True
        return super().add_subparsers(**named)

    def parse_known_args(  # type: ignore[override]  # argparse's own stub overloads it by the namespace's type
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """See argparse."""
        if self._as_it_stands:
            return super().parse_known_args(args, namespace)
        self._as_it_stands = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._as_it_stands = False
