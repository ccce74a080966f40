"""Find every text that comes up to a person from below the interface: messages, reasons, findings, words of papers.

A message is written where it arises, in English, with its values in it (`f"{path} cannot be read: {why}."`). What
stands in the catalogue is its template, `{0} cannot be read: {1}.`; where a message is put together from
alternatives, each of them is a template. Three things are looked for:

- what every error of errors.py is made with, wherever it is raised, but for UNSEEN modules;
- every literal with words in the modules that word things for people (SPEAKING), but for what NOT_SAID names;
- what goes through `say` and `count` of `core.language.Language`: the words of papers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from scripts.catalogue.speaking import EXTRA, FORMATTED, NOT_SAID, SPEAKING, UNSEEN, WHOLE, WORDED_CALLS

MOST_WAYS = 24
"""Alternatives of one text; more are a text that should be worded otherwise."""
LONGEST = 300
"""Characters; longer literals are data, or words to a model."""
_WORDS = re.compile(r"[^\W\d_]{2,}[,:;]? [^\W\d_{“`]|\}[,:;]? [^\W\d_]{2}|^[A-Z][a-z]+[.:]$")
_CODE = re.compile(r"^import |\\[bsdwW]|\(\?|\[\^|\$\{|==|SELECT |INSERT |CREATE |DELETE |UPDATE |PRAGMA |[a-z]=\{")


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a text: words of ours, or the expression whose value stands there."""

    words: str = ""
    value: str = ""


Way = tuple[Piece, ...]


def below(package: Path) -> dict[str, tuple[str, ...]]:
    """Every template below the interface of `package`, with the files it is in, in the order of the text."""
    where: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        for text in Module(path, name).texts():
            where.setdefault(text, []).append(name)
    for source, texts in EXTRA.items():
        for text in texts:
            where.setdefault(text, []).append(source)
    return {text: tuple(dict.fromkeys(where[text])) for text in sorted(where)}


class Module:
    """One module, and the texts in it."""

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        self._tree = ast.parse(path.read_text("utf-8"))
        self._constants = dict(self._named())

    def texts(self) -> Iterator[str]:
        """Its templates."""
        if self._name == "errors.py":
            yield from self._of_errors()
            return
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                yield from self._of_call(node)
        if self._name in SPEAKING:
            left_out = NOT_SAID.get(self._name, ())
            for text in self._literals():
                if text not in left_out:
                    yield _numbered(text) if self._name in FORMATTED else text

    def _named(self) -> Iterator[tuple[str, ast.expr]]:
        for line in self._tree.body:
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                yield line.targets[0].id, line.value

    def _of_errors(self) -> Iterator[str]:
        for kind in self._tree.body:
            for line in kind.body if isinstance(kind, ast.ClassDef) else ():
                target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
                if isinstance(target, ast.Name) and target.id in ("title", "default_advice"):
                    yield from templates(self._ways(line.value))  # type: ignore[attr-defined]

    def _of_call(self, call: ast.Call) -> Iterator[str]:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in _errors() and self._name not in UNSEEN:
            for part in (*call.args[:2], *(word.value for word in call.keywords if word.arg == "advice")):
                yield from templates(self._ways(part))
        elif name in WORDED_CALLS and self._name in SPEAKING:
            yield from (text for part in call.args for text in templates(self._ways(part)))
        elif self._name.startswith("tui/"):
            return  # its own words are in the catalogue of the interface
        elif name == "say" and isinstance(call.func, ast.Attribute) and call.args:
            yield from templates(self._ways(call.args[0]))
        elif name == "count" and isinstance(call.func, ast.Attribute) and len(call.args) == 3:
            yield from (text for part in call.args[1:] for text in templates(self._ways(part)))

    def _literals(self) -> Iterator[str]:
        """Every literal with words in it, but for docstrings and what is not said to anybody."""
        aside = set(self._aside())
        for node in ast.walk(self._tree):
            if id(node) not in aside and isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
                texts = templates(self._ways(node))
                yield from (text for text in texts if (_WORDS.search(text) or self._name in WHOLE) and _is_said(text))

    def _aside(self) -> Iterator[int]:
        """What is part of a longer literal, or taken apart before anybody sees it."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                yield id(node.value)
            elif isinstance(node, ast.JoinedStr):
                yield from (id(part) for part in node.values)
                for part in node.values:
                    if isinstance(part, ast.FormattedValue) and len(self._ways(part)) > 1:
                        yield from map(id, ast.walk(part))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                yield from (id(part) for part in ast.walk(node) if part is not node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in ("split", "splitlines"):
                    yield from map(id, ast.walk(node.func.value))
                elif node.func.attr in ("compile", "execute", "executemany", "sub", "search", "finditer"):
                    yield from (each for part in node.args for each in map(id, ast.walk(part)))

    def _ways(self, node: ast.expr) -> list[Way]:
        """Every way the text that `node` makes can be put together."""
        match node:
            case ast.Constant(value=str(words)):
                return [(Piece(words),)]
            case ast.JoinedStr(values=values):
                return self._joined([self._ways(value) for value in values])
            case ast.FormattedValue(value=value):
                said = self._ways(value) if isinstance(value, ast.IfExp | ast.BinOp | ast.Name | ast.Constant) else []
                return said if said and all(_worded(way) for way in said) else [(Piece(value=ast.unparse(value)),)]
            case ast.IfExp(body=body, orelse=orelse):
                return [*self._ways(body), *self._ways(orelse)]
            case ast.BoolOp(values=values):
                return [way for value in values for way in self._ways(value)]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined([self._ways(left), self._ways(right)])
            case ast.BinOp(left=left, op=ast.Mult()):
                return [(), *self._ways(left)]
            case ast.Name(id=name) if name in self._constants:
                return self._ways(self._constants[name])
        return [(Piece(value=ast.unparse(node)),)]

    def _joined(self, parts: list[list[Way]]) -> list[Way]:
        ways = [tuple(piece for way in chosen for piece in way) for chosen in product(*parts)]
        if len(ways) > MOST_WAYS:
            return [tuple(Piece(value="…") if len(part) > 1 else part[0][0] for part in parts if part and part[0])]
        return ways


def _worded(way: Way) -> bool:
    return all(not piece.value for piece in way) or any(re.search(r"[^\W\d_]{2}", piece.words) for piece in way)


def _is_said(text: str) -> bool:
    return not _CODE.search(text) and len(text) < LONGEST and "\n" not in text


def templates(ways: list[Way]) -> Iterator[str]:
    """The templates of a text: its values numbered from 0. None where it has no words of its own."""
    for way in ways:
        text, number = "", 0
        for piece in way:
            text += f"{{{number}}}" if piece.value else piece.words
            number += bool(piece.value)
        if re.search(r"[^\W\d_]{2}", re.sub(r"\{\d\}", "", text)) and number < 10:
            yield text.strip()


def _numbered(text: str) -> str:
    holes = list(dict.fromkeys(re.findall(r"\{(\w+)\}", text)))
    return re.sub(r"\{(\w+)\}", lambda hole: f"{{{holes.index(hole[1])}}}", text)


def _errors() -> Mapping[str, type]:
    from localcounsel import errors

    return {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
