"""Records ↔ JSON, for what is stored whole: answers, outlines, model cards. One definition for all of them.

Written are the fields' names, so that what is stored can be read by a person and by later versions: a field
that is missing takes its default, one that is not known is passed over and stays on disk as it is.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from localcounsel.errors import MatterDamaged

T = TypeVar("T")
Name = TypeVar("Name", bound=StrEnum)
Decoder = Callable[[Any], Any]
_MEND = "Run `localcounsel repair MATTER`."


def dumps(record: object) -> str:
    """ASCII JSON of a record, or of a tuple of records."""
    return json.dumps(_encode(record), separators=(",", ":"))


def loads(kind: type[T], untrusted: str) -> T:
    """The record in `untrusted`. Raises ValueError when that is not what stands there."""
    try:
        return from_plain(kind, json.loads(untrusted))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def stored(kind: type[T], untrusted: str, what: str) -> T:
    """A record of a matter's store. Raises MatterDamaged, naming `what` it was, when it cannot be read.

    SQLite does not see damage within a long text, so that a record can be broken in a store that it calls whole.
    """
    try:
        return loads(kind, untrusted)
    except ValueError as error:
        raise MatterDamaged(f"{what} cannot be read: {error}.", _MEND) from error


def named(kind: type[Name], untrusted: str, what: str) -> Name:
    """One of the names that a column may hold. Raises MatterDamaged, naming `what` it was, for any other."""
    try:
        return kind(untrusted)
    except ValueError as error:
        raise MatterDamaged(f"{what} cannot be read.", _MEND) from error


def to_plain(record: object) -> Any:
    """The record as dicts, lists and scalars."""
    return _encode(record)


def from_plain(kind: type[T], untrusted: object) -> T:
    """The record in parsed JSON. Raises ValueError when that is not what stands there."""
    made: T = _decoder(typing.cast(Any, kind))(untrusted)
    return made


def _encode(value: object) -> Any:
    if dataclasses.is_dataclass(value):
        return {name: _encode(getattr(value, name)) for name in _names(typing.cast(Any, type(value)))}
    if isinstance(value, tuple | list):
        return [_encode(each) for each in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} is not stored")


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in dataclasses.fields(kind))


@cache
def _decoder(kind: Any) -> Decoder:
    """The function that reads values of `kind`, made once."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record(typing.cast(Any, kind))
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _sequence(arguments[0]) if arguments[-1] is Ellipsis else _group(arguments)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (each for each in arguments if each is not type(None))
        decode = _decoder(inner)
        return lambda value: None if value is None else decode(value)
    if kind is float:
        return lambda value: float(_checked(int | float, value))
    if kind is Path:
        return lambda value: Path(_checked(str, value))
    if kind in (str, int, bool):
        return lambda value: _checked(kind, value)
    if issubclass(kind, StrEnum):
        return lambda value: kind(value)
    raise TypeError(f"{kind} is not stored")


def _record(kind: type) -> Decoder:
    hints = typing.get_type_hints(kind)
    decoders = {each.name: _decoder(hints[each.name]) for each in dataclasses.fields(kind)}

    def decode(value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"a {kind.__name__} is missing")
        try:
            return kind(**{name: decoders[name](item) for name, item in value.items() if name in decoders})
        except TypeError as error:
            raise ValueError(f"a {kind.__name__} is incomplete") from error

    return decode


def _sequence(inner: Any) -> Decoder:
    decode = _decoder(inner)
    return lambda value: tuple([decode(each) for each in _checked(list, value)])


def _group(inner: tuple[Any, ...]) -> Decoder:
    decoders = tuple(_decoder(each) for each in inner)

    def decode(value: Any) -> tuple[Any, ...]:
        if len(_checked(list, value)) != len(decoders):
            raise ValueError("a group of the wrong length")
        return tuple([decoder(each) for decoder, each in zip(decoders, value, strict=True)])

    return decode


def _checked(kind: Any, value: Any) -> Any:
    """The value, if it is of that kind; True is not a number here."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"a value of the wrong kind: {type(value).__name__}")
    return value
