"""Words with operators, as lawyers write them: a query → what is sought, and where in a text it stands.

`parse` reads the query and explains its mistakes with their place; `Prepared` in `matching` looks into a text.
The convention is that of the legal services: OR binds closest, then within words, sentence and paragraph, then AND
(also a blank), then `%`. AND and NOT speak of the whole document.
"""

from __future__ import annotations

from localcounsel.core.operators.grammar import parse
from localcounsel.core.operators.lexer import FARTHEST, QueryMistake
from localcounsel.core.operators.matching import Match, Prepared
from localcounsel.core.operators.nodes import And, Close, Node, Or, Phrase, Query, Reach, Without, Word, leaves
from localcounsel.core.operators.spoken import spoken

__all__ = [
    "FARTHEST",
    "And",
    "Close",
    "Match",
    "Node",
    "Or",
    "Phrase",
    "Prepared",
    "Query",
    "QueryMistake",
    "Reach",
    "Without",
    "Word",
    "leaves",
    "parse",
    "spoken",
]
