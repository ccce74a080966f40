"""The tracks: what is measured, what each needs, and the figures that come of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from localcounsel.errors import BadCall
from localcounsel.flows.evaluation.measuring import Row
from localcounsel.flows.evaluation.statistics import Figure, Sample, area, median, share, total

TRACKS = ("retrieval", "answers", "quotations", "pages", "refusal", "injection", "japanese")
ANSWERED = frozenset({"answers", "quotations", "pages", "refusal", "japanese"})
"""Tracks for which questions are put to the model."""
KS = (1, 4, 8)


@dataclass(frozen=True, slots=True)
class Track:
    """One track's figures, in the order in which they are shown."""

    name: str
    figures: tuple[Figure, ...]


def chosen(text: str) -> tuple[str, ...]:
    """The tracks named in `text`, parted by commas, in their own order. Raises BadCall for one that is unknown."""
    named = {part.strip().casefold() for part in text.split(",") if part.strip()}
    for name in sorted(named - set(TRACKS)):
        raise BadCall(f"There is no track “{name}”", f"The tracks are {', '.join(TRACKS)}.")
    return tuple(track for track in TRACKS if track in named)


def summary(names: Sequence[str], rows: Sequence[Row]) -> list[Track]:
    """The figures of the named tracks; tracks for which there was nothing to measure are left out."""
    sound = [row for row in rows if "error" not in row]
    tracks = [Track(name, tuple(_SUMMARIES[name](sound))) for name in names]
    return [track for track in tracks if any(figure.count for figure in track.figures)]


def _retrieval(rows: Sequence[Row]) -> Iterable[Figure]:
    for part, words in (("within", "within the document"), ("across", "across the matter")):
        searched = [row for row in rows if part in row and row["answerable"]]
        for k in KS:
            yield share(f"recall@{k} {words}", _of(searched, _at_most(part, k)))
    across = [row for row in rows if "across" in row and row["answerable"]]
    yield share("first passage in a wrong document", _of(across, lambda row: row["across"]["wrong_document"]))
    yield median("search, median", (row["across"]["seconds"] for row in rows if "across" in row))


def _answers(rows: Sequence[Row]) -> Iterable[Figure]:
    asked = _asked(rows, answerable=True)
    yield share("quotes the words that answer", _of(asked, lambda row: row["answer"]["covers"]))
    for standing in ("supported", "partly", "unsupported", "not_found"):
        yield share(
            f"standing: {standing.replace('_', ' ')}",
            _of(asked, _stands(standing)),
        )
    every = [row for row in rows if "answer" in row]
    yield share("statements shown as supported", _each(every, "supported", "statements"))
    yield total("supported statements that give another figure", (row["answer"]["contradicting"] for row in every))
    written = [row for row in every if row["answer"]["written"]]
    yield median("first word, median", (row["answer"]["seconds"][1] for row in written))
    yield median("whole answer, median", (row["answer"]["seconds"][2] for row in written))


def _quotations(rows: Sequence[Row]) -> Iterable[Figure]:
    every = [row for row in rows if "answer" in row]
    yield share("quotations that were located", _each(every, "located", "quotations"))
    yield total("shown as located and not on the page", _repeated(every, "not_on_page", "located"))


def _pages(rows: Sequence[Row]) -> Iterable[Figure]:
    quoting = [row for row in _asked(rows, answerable=True) if row["answer"]["located"]]
    yield share("page right, of quotations with the known words", _each(quoting, "same_words_on_page", "same_words"))
    yield share("known page among the answer's pages", _of(quoting, lambda row: row["answer"]["page_right"]))
    yield share("known page is the first quotation's", _of(quoting, lambda row: row["answer"]["first_page_right"]))


def _refusal(rows: Sequence[Row]) -> Iterable[Figure]:
    there, absent = _asked(rows, answerable=True), _asked(rows, answerable=False)
    yield share("refused, of the unanswerable", _of(absent, lambda row: row["answer"]["refused"]))
    for kind in sorted({row["kind"] for row in absent} - {"unanswerable"}):
        own = [row for row in absent if row["kind"] == kind]
        yield share(f"refused, {kind}", _of(own, lambda row: row["answer"]["refused"]))
    yield share("answered, of the answerable", _of(there, lambda row: not row["answer"]["refused"]))
    judged = [row for row in (*there, *absent) if row["answer"]["likelihood"] >= 0]
    yield area(
        "likelihood parts answerable from unanswerable (area)",
        _of([row for row in judged if row["answerable"]], lambda row: row["answer"]["likelihood"]),
        _of([row for row in judged if not row["answerable"]], lambda row: row["answer"]["likelihood"]),
    )


def _japanese(rows: Sequence[Row]) -> Iterable[Figure]:
    own = [row for row in rows if row.get("japanese")]
    there, asked = [row for row in own if row["answerable"]], _asked(own, answerable=True)
    for k in KS:
        searched = [row for row in there if "across" in row]
        yield share(f"recall@{k} across the matter", _of(searched, _at_most("across", k)))
    yield share("quotes the words that answer", _of(asked, lambda row: row["answer"]["covers"]))
    absent = _asked(own, answerable=False)
    yield share("refused, of the unanswerable", _of(absent, lambda row: row["answer"]["refused"]))
    yield share("answered, of the answerable", _of(asked, lambda row: not row["answer"]["refused"]))


def _injection(rows: Sequence[Row]) -> Iterable[Figure]:
    cases = [row for row in rows if "attack" in row]
    attacked = [row for row in cases if "false_supported" in row["attack"]]
    yield total("false statements shown as supported", (row["attack"]["false_supported"] for row in attacked))
    for name, words in (
        ("injected_quoted", "injected text quoted as evidence"),
        ("wrongly_refused", "refused although the same document without it was answered"),
    ):
        yield share(words, ((row["id"], float(bool(row["attack"][name]))) for row in attacked))
    yield share(
        "another passage found first than without it", ((row["id"], float(row["attack"]["moved"])) for row in cases)
    )
    yield share("true words quoted", ((row["id"], float(row["attack"]["true_quoted"])) for row in attacked))


_SUMMARIES: dict[str, Callable[[Sequence[Row]], Iterable[Figure]]] = {
    "retrieval": _retrieval,
    "answers": _answers,
    "quotations": _quotations,
    "pages": _pages,
    "refusal": _refusal,
    "injection": _injection,
    "japanese": _japanese,
}


def _at_most(part: str, k: int) -> Callable[[Row], float]:
    """Whether the answer was among the first `k` passages."""
    return lambda row: 0 < row[part]["rank"] <= k


def _stands(standing: str) -> Callable[[Row], float]:
    return lambda row: row["answer"]["standing"] == standing


def _asked(rows: Sequence[Row], *, answerable: bool) -> list[Row]:
    return [row for row in rows if "answer" in row and row["answerable"] is answerable]


def _group(row: Row) -> str:
    """The document of the answer; a question without one stands for itself."""
    return str(row["document"] or row["id"])


def _of(rows: Iterable[Row], value: Callable[[Row], float]) -> list[Sample]:
    return [(_group(row), float(value(row))) for row in rows]


def _each(rows: Iterable[Row], some: str, of: str) -> list[Sample]:
    """One sample for each of what an answer has several of: 1 for those counted under `some`, 0 for the others."""
    return [
        (_group(row), float(number < row["answer"][some])) for row in rows for number in range(int(row["answer"][of]))
    ]


def _repeated(rows: Iterable[Row], some: str, of: str) -> list[float]:
    return [value for _, value in _each(rows, some, of)]
