"""An answer's statements cut into pieces, as `core.cited` cuts them for the screen and for paper."""

from __future__ import annotations

from localcounsel.core.cited import Piece, Reference, number_of, pieces, references

__all__ = ["Piece", "Reference", "number_of", "pieces", "references"]
