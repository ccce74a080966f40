#!/usr/bin/env python3
"""Measure Japanese retrieval: which articles of statutes does a question rest on?

    scripts/evaluation/lawqa.py --data FILE --home DIR [--layout law|article] [--words] [--misses] [--out FILE]

`--data` is `selection_dev.json` of lawqa_jp (Digital Agency of Japan, Public Data License 1.0): four-choice questions,
each with the articles it rests on. The collection is the union of these articles over all questions, each once,
as text files: one for each law with its articles in order, or one for each article (`--layout article`). They are
taken in and searched by the product itself; `--home` keeps the matter, and holds the models if there are any (the
files go beside it); `--words` leaves meaning out.

Article recall@4 of a question: among the first four different articles of the passages found, the share of the
articles that the question rests on; then the mean over questions. A passage shows the articles of which it holds a
half, or which are a half of it. What is not an article of a statute (a paragraph of a guideline, a question and its
answer) counts as one by its own heading. "passages@8" is the same share for the first eight articles, repetitions
counted. Figures are given for all questions and for those that name no article.
The floor is BM25 over whole articles by character bigrams, without the name of the law, in the same collection.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import re
import sys
import time
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from localcounsel.core.structure.numbering import kanji
from localcounsel.flows import ingest, matters
from localcounsel.flows.desk import HURRIED, Desk, open_desk
from localcounsel.flows.events import FileLeftOut
from localcounsel.flows.find import find
from localcounsel.store.places import Places
from localcounsel.store.places import find as find_places

ARTICLES, PASSAGES, DEEP = 4, 8, 48
ROUNDS = 1000
Key = tuple[str, str]
"""Law, and article or path of headings, in compatibility form."""

_HEADING = re.compile(r"(#+)\s*(.*\S)")
_ARTICLE = re.compile(r"第\d+条(?:の\d+)*")
_NAMED = re.compile(r"第[0-9０-９一二三四五六七八九十百]+条")


@dataclass(frozen=True)
class Question:
    """One question and the articles it rests on."""

    text: str
    choices: str
    gold: frozenset[Key]

    @property
    def names_article(self) -> bool:
        return _NAMED.search(self.text) is not None


@dataclass
class Article:
    """One article's lines, gathered from every question that prints some of them: heading lines → text."""

    parts: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def text(self) -> str:
        """The parts in the order of their numbers, each heading once."""
        lines: list[str] = []
        shown: tuple[str, ...] = ()
        for path in sorted(self.parts, key=lambda path: [_rank(line) for line in path]):
            same = next((i for i, (a, b) in enumerate(zip(shown, path, strict=False)) if a != b), len(shown))
            lines += [*path[same:], *self.parts[path]]
            shown = path
        return "\n".join(lines)


def _rank(line: str) -> tuple[int, ...]:
    """Where a heading stands among its neighbours."""
    figures = re.findall(r"[0-9]+|[一二三四五六七八九十]+", unicodedata.normalize("NFKC", line))
    return tuple(kanji(each) for each in figures) or tuple(map(ord, line[-1:]))


def load(data: Path) -> tuple[dict[Key, Article], list[Question]]:
    """The collection and the questions."""
    articles: dict[Key, Article] = {}
    questions = []
    for sample in json.loads(data.read_text(encoding="utf-8"))["samples"]:
        gold = set()
        for key, path, text in _units(sample["コンテキスト"]):
            lines = articles.setdefault(key, Article()).parts.setdefault(path, [])
            lines += [] if text in lines else [text]
            gold.add(key)
        questions.append(Question(sample["問題文"], sample["選択肢"], frozenset(gold)))
    return articles, questions


def _units(context: str) -> Iterator[tuple[Key, tuple[str, ...], str]]:
    """Every line of text with the article it belongs to and the headings above it."""
    law, path = "", list[tuple[int, str]]()
    for line in context.splitlines():
        heading = _HEADING.match(line)
        if heading is None:
            if line.strip():
                names = [_HEADING.sub(r"\2", unicodedata.normalize("NFKC", each)) for _, each in path]
                article = next((name for name in names if _ARTICLE.fullmatch(name)), " / ".join(names))
                yield (law, article), tuple(each for _, each in path), line
        elif len(heading[1]) == 2:
            law, path = unicodedata.normalize("NFKC", heading[2]), []
        else:
            path = [*(each for each in path if each[0] < len(heading[1])), (len(heading[1]), line.strip())]


def write(articles: dict[Key, Article], folder: Path, layout: str) -> dict[str, list[tuple[int, Key]]]:
    """The files; for each name the offsets at which articles begin, rising."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[tuple[int, Key]]] = {}
    groups: dict[str, list[Key]] = {}
    for law, article in articles:
        stem = law if layout == "law" else f"{law} {article}"
        groups.setdefault(stem, []).append((law, article))
    for stem, keys in groups.items():
        keys.sort(key=lambda key: _rank(key[1]))
        name = f"{_file_stem(stem)}.txt"
        text = f"## {keys[0][0]}\n"
        for key in keys:
            files.setdefault(name, []).append((len(text), key))
            text += articles[key].text() + "\n"
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return files


def _file_stem(name: str) -> str:
    """The name as a file's; 255 bytes are 85 characters."""
    plain = re.sub(r"[\\/:*?\"<>|]", "_", name)
    return plain if len(plain) <= 70 else f"{plain[:60]} {hashlib.sha256(plain.encode()).hexdigest()[:8]}"


def build(places: Places, folder: Path, name: str, *, meaning: bool) -> Desk:
    """The desk of a matter that holds the files."""
    if name not in [row.name for row in matters.list_all(places)]:
        matters.create(places, name)
    desk = open_desk(places, name, HURRIED)
    for event in ingest.add(desk, [folder]):
        if isinstance(event, FileLeftOut):
            raise SystemExit(f"left out: {event.name}: {event.error.message}")
    for _ in ingest.index(desk) if meaning else ():
        pass
    return desk


Search = Callable[[str], list[Key]]
"""A query → the articles of the passages found, best first, with repetitions."""


def product(desk: Desk, files: dict[str, list[tuple[int, Key]]]) -> Search:
    """The product's own search of the whole matter."""
    names = {document.id: Path(document.name).name for document in desk.store.documents()}

    def search(query: str) -> list[Key]:
        found: list[Key] = []
        for hit in find(desk, query, count=DEEP).hits:
            found += _held(files[names[hit.passage.document_id]], hit.passage.start, hit.passage.end)
        return found

    return search


def _held(borders: list[tuple[int, Key]], start: int, end: int) -> list[Key]:
    """The articles that a passage shows: those of which it holds a half, or which are a half of it; most first."""
    shares = []
    for index in range(max(0, bisect_right(borders, start, key=lambda each: each[0]) - 1), len(borders)):
        begin = borders[index][0] if index else 0
        stop = borders[index + 1][0] if index + 1 < len(borders) else max(end, begin + 1)
        if begin >= end:
            break
        common = min(end, stop) - max(start, begin)
        if 2 * common >= min(stop - begin, end - start):
            shares.append((common, borders[index][1]))
    return [key for _, key in sorted(shares, key=lambda each: -each[0])]


def floor(articles: dict[Key, Article]) -> Search:
    """BM25 (k1 1.2, b 0.75) over whole articles by bigrams of all characters but white space."""
    keys = list(articles)
    counts = [Counter(_bigrams(articles[key].text())) for key in keys]
    sizes = [sum(each.values()) for each in counts]
    usual = mean(sizes)
    spread = Counter(pair for each in counts for pair in each)

    def score(index: int, pairs: set[str]) -> float:
        total = 0.0
        for pair in pairs & counts[index].keys():
            rarity = math.log(1 + (len(keys) - spread[pair] + 0.5) / (spread[pair] + 0.5))
            often = counts[index][pair]
            total += rarity * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * sizes[index] / usual))
        return total

    def search(query: str) -> list[Key]:
        pairs = set(_bigrams(query))
        return [keys[index] for index in sorted(range(len(keys)), key=lambda index: -score(index, pairs))]

    return search


def _bigrams(text: str) -> list[str]:
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return [plain[at : at + 2] for at in range(len(plain) - 1)]


def measured(
    search: Search, questions: Sequence[Question], *, choices: bool, misses: bool = False
) -> dict[str, object]:
    """The figures of one search; intervals by bootstrap over questions."""
    articles, passages, seconds = [], [], []
    for question in questions:
        query = f"{question.text}\n{question.choices}" if choices else question.text
        began = time.perf_counter()
        found = search(query)
        seconds.append(time.perf_counter() - began)
        top = list(dict.fromkeys(found))[:ARTICLES]
        articles.append(len(question.gold & set(top)) / len(question.gold))
        passages.append(len(question.gold & set(found[:PASSAGES])) / len(question.gold))
        if misses and articles[-1] < 1:
            print(f"{question.text}\n  wanted {sorted(question.gold)}\n  found  {top}", file=sys.stderr)
    free = [value for value, question in zip(articles, questions, strict=True) if not question.names_article]
    return {
        "article_recall_at_4": _interval(articles),
        "of_those_that_name_no_article": _interval(free),
        "passages_at_8": _interval(passages),
        "milliseconds_a_query_median": round(1000 * median(seconds), 1),
    }


def _interval(values: Sequence[float]) -> list[float]:
    drawn = random.Random(0)
    means = sorted(mean(drawn.choices(values, k=len(values))) for _ in range(ROUNDS))
    return [round(100 * each, 1) for each in (mean(values), means[int(0.025 * ROUNDS)], means[int(0.975 * ROUNDS)])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--layout", choices=("law", "article"), default="law")
    parser.add_argument("--words", action="store_true", help="search words only")
    parser.add_argument("--misses", action="store_true", help="print what was not found")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    places = find_places(str(arguments.home), {})
    articles, questions = load(arguments.data)
    folder = arguments.home.with_name(f"{arguments.home.name} lawqa {arguments.layout}")
    files = write(articles, folder, arguments.layout)
    result: dict[str, object] = {
        "questions": len(questions),
        "that_name_no_article": sum(not question.names_article for question in questions),
        "articles": len(articles),
        "layout": arguments.layout,
        "floor": measured(floor(articles), questions, choices=False),
        "floor_with_choices": measured(floor(articles), questions, choices=True),
    }
    matter = f"lawqa {arguments.layout} {'words' if arguments.words else 'both'}"
    with build(places, folder, matter, meaning=not arguments.words) as desk:
        if arguments.words:
            desk.ready_index = lambda: None  # type: ignore[method-assign]
        search = product(desk, files)
        search(questions[0].text)  # the index child starts with the first search
        result["found"] = measured(search, questions, choices=False, misses=arguments.misses)
        result["found_with_choices"] = measured(search, questions, choices=True)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
