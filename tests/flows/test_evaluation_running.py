"""A whole evaluation of a firm's matter: measured, written down at once, gone on with, reported without surprises."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from localcounsel.cli import main
from localcounsel.core.prompts import NOT_FOUND
from localcounsel.errors import BadCall, EngineDied, NoModel
from localcounsel.flows import ingest
from localcounsel.flows.desk import Engines
from localcounsel.flows.evaluation import report
from localcounsel.flows.evaluation.gold import resolve
from localcounsel.flows.evaluation.ledger import ROWS
from localcounsel.flows.evaluation.questions import from_csv
from localcounsel.flows.evaluation.running import Finished, Measured, Order, run
from localcounsel.flows.evaluation.statistics import Figure
from localcounsel.store.audit import AuditLog
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from tests.fakes import ScriptedIndex, ScriptedModel
from tests.flows.conftest import OpenDesk

RENT = "Rent is monthly: “pay rent of $4,500 on the first day of each month” [1]."
CSV = """question,document,page,quote,answerable
When must the tenant pay rent?,lease.txt,1,on the first day of each month,
Who keeps the roof in repair?,lease.txt,1,The Landlord shall keep the roof,yes
What must be returned on request under the NDA?,nda.txt,1,,yes
Who is liable for asbestos in the roof?,,,,no
"""
ANSWERS = ("answers", "quotations", "pages", "refusal")
MakeOrder = Callable[..., Order]


def _csv(folder: Path, text: str = CSV, name: str = "ours.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def order(scripted: OpenDesk, folder: Path, places: Places, tmp_path: Path) -> MakeOrder:
    """An order on the matter "Case", with the lines that the model is to say and then nothing but the refusal."""
    places.settings_file.write_text('[ask]\nprose = "always"\nrefuse = false\n', encoding="utf-8")
    desk = scripted()
    list(ingest.add(desk, [folder]))
    index = desk.index
    list(ingest.index(desk))
    desk.close()
    assert isinstance(index, ScriptedIndex)
    kept = index.items

    def make(*lines: object, **changes: object) -> Order:
        def indexed(folder: Path, wanted: object) -> ScriptedIndex:
            made = ScriptedIndex()
            made.items = kept
            return made

        engines = Engines(lambda folder, wanted: ScriptedModel(*lines), indexed)  # type: ignore[arg-type]
        made = Order(places, tmp_path / "out", "Case", _csv(tmp_path), ("retrieval", *ANSWERS), engines=engines)
        return replace(made, **changes)  # type: ignore[arg-type]

    return make


def finish(order: Order) -> Finished:
    last = list(run(order))[-1]
    assert isinstance(last, Finished)
    return last


def figure(finished: Finished, track: str, name: str) -> Figure:
    (one,) = [each for one in finished.tracks if one.name == track for each in one.figures if each.name == name]
    return one


def test_what_was_found_quoted_and_refused_is_counted(order: MakeOrder) -> None:
    roof = "The landlord does: “shall keep the roof and the outer walls in repair” [1]."
    invented = "It is so: “all keys and cards within a day” [1]."
    finished = finish(order(RENT, roof, invented, NOT_FOUND))
    assert figure(finished, "retrieval", "recall@8 within the document").value == 1.0
    assert figure(finished, "answers", "quotes the words that answer").value == pytest.approx(2 / 3)
    assert figure(finished, "quotations", "quotations that were located").value == pytest.approx(2 / 3)
    assert figure(finished, "quotations", "shown as located and not on the page").value == 0
    assert figure(finished, "refusal", "refused, of the unanswerable").value == 1.0
    assert figure(finished, "refusal", "answered, of the answerable").value == 1.0


def test_a_run_that_was_stopped_goes_on_where_it_was(order: MakeOrder) -> None:
    first = order(RENT)
    steps = run(first)
    for step in steps:
        if isinstance(step, Measured) and step.done == 2:
            break
    steps.close()  # type: ignore[attr-defined]
    path = first.out / ROWS
    before = path.read_text(encoding="utf-8").splitlines()
    assert len(before) == 3
    path.write_text("\n".join(before) + '\n{"id": "cut off', encoding="utf-8")
    finished = finish(replace(first, resume=True))
    assert [row["id"] for row in finished.rows][:2] == [json.loads(line)["id"] for line in before[1:]]
    assert len(finished.rows) == 4
    assert path.read_text(encoding="utf-8").splitlines()[1:3] == before[1:]


def test_a_run_with_something_else_is_not_mixed_in(order: MakeOrder, tmp_path: Path) -> None:
    first = order()
    finish(first)
    with pytest.raises(BadCall, match="holds an evaluation already"):
        finish(first)
    with pytest.raises(BadCall, match=r"something else: .*tracks"):
        finish(replace(first, resume=True, tracks=("retrieval",)))
    other = _csv(tmp_path, "question,answerable\nWho sings?,no\n", "other.csv")
    with pytest.raises(BadCall, match="something else: questions"):
        finish(replace(first, resume=True, questions=other))


def test_an_error_is_a_row_that_is_measured_again(order: MakeOrder) -> None:
    first = order(EngineDied("The model stopped."))
    finished = finish(first)
    assert [row.get("error") for row in finished.rows] == ["EngineDied", None, None, None]
    assert figure(finished, "answers", "quotes the words that answer").count == 2
    again = finish(replace(order(RENT), resume=True))
    assert not any("error" in row for row in again.rows)
    assert len(again.rows) == 4


def test_without_a_model_nothing_is_measured(order: MakeOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(self: ModelShelf, name: str | None, role: str, *, prepared: bool = True) -> object:
        raise NoModel("There is none.")

    monkeypatch.setattr(ModelShelf, "approved", none)
    with pytest.raises(NoModel):
        finish(order())
    assert finish(order(tracks=("retrieval",))).facts["model"]["name"] == "none"


def test_the_matter_keeps_no_answer_and_remembers_that_it_was_evaluated(order: MakeOrder, scripted: OpenDesk) -> None:
    finish(order(RENT, EngineDied("It stopped.")))
    desk = scripted()
    assert desk.store.answers() == []
    assert "evaluated" in [event.what for event in AuditLog(desk.matter.folder).events()]


def test_words_that_do_not_stand_there_are_an_error_with_the_line(order: MakeOrder, tmp_path: Path) -> None:
    for text, says in (
        ("question,document,page,quote\nWho?,lease.txt,1,the Tenant sings\n", "line 2.*quote.*page 1 of case/lease"),
        ("question,document,page\nWho?,lease.txt,7\n", "line 2.*page.*1 pages, not 7"),
        ("question,document,page\nWho?,leese.txt,1\n", "line 2.*document"),
    ):
        with pytest.raises(BadCall, match=says):
            finish(order(questions=_csv(tmp_path, text, "wrong.csv")))


def test_built_in_questions_are_not_put_to_a_firms_matter(order: MakeOrder) -> None:
    with pytest.raises(BadCall, match="sample matter"):
        finish(order(questions=None))


def test_a_page_alone_is_enough_to_judge_by(scripted: OpenDesk, order: MakeOrder, tmp_path: Path) -> None:
    desk = scripted()
    known, left_out = resolve(desk, from_csv(_csv(tmp_path)))
    assert left_out == []
    assert [len(each.golds) for each in known] == [1, 1, 1, 0]
    page_only = known[2].golds[0]
    assert (page_only.page, page_only.start, page_only.end) == (1, 0, 0)


def test_words_that_stand_several_times_are_known_at_each_place(
    scripted: OpenDesk, order: MakeOrder, tmp_path: Path
) -> None:
    text = "question,document,quote\nWhose is it?,nda.txt,Confidential Information\n"
    desk = scripted()
    ((known,), _) = resolve(desk, from_csv(_csv(tmp_path, text, "twice.csv")))
    page = desk.store.page(known.golds[0].document_id, 1).text
    assert [gold.start for gold in known.golds] == [
        at for at in range(len(page)) if page.startswith("Confidential Information", at)
    ]
    assert len(known.golds) == 2


class _Tags(HTMLParser):
    """Every tag of a page, and every attribute that could load something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [name for name, _ in attrs if name in ("src", "href", "onclick", "onerror")]


def test_the_reports_agree_and_hold_no_foreign_markup(order: MakeOrder, tmp_path: Path) -> None:
    hostile = 'question,answerable\n<script>x("1")</script> | **who** pays rent \x1b[31m <img src=x onerror=y>?,no\n'
    finished = finish(
        order(RENT, questions=_csv(tmp_path, hostile, "hostile.csv"), command="localcounsel evaluate <b>")
    )
    saved = report.save(finished, tmp_path / "out")
    found = {path.suffix: path.read_text(encoding="utf-8") for path in saved}
    page = _Tags()
    page.feed(found[".html"])
    assert {"script", "img", "b"}.isdisjoint(page.tags)
    assert page.loads == []
    assert "default-src 'none'" in found[".html"]
    assert "\x1b" not in "".join(found.values())
    assert "<script>" not in found[".md"] and "**who**" not in found[".md"]
    told = json.loads(found[".json"])
    assert told["run"]["cpu"] and len(told["run"]["index"]["sha256"]) == 64
    refused = next(each for each in told["tracks"]["refusal"] if each["name"] == "refused, of the unanswerable")
    assert refused["value"] == 0.0
    assert "0.0 %" in found[".md"] and "0.0 %" in found[".html"]
    assert told["misses"][0]["what"] == "answered, though the documents do not say"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--tracks", "retrieval,nonsense"], "nonsense"),
        (["--tracks", ","], "No track"),
        (["--resume"], "Which run"),
        (["Case"], "sample matter"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused_before_anything_is_measured(
    places: Places, words: list[str], says: str
) -> None:
    with pytest.raises(BadCall, match=says):
        main(["--home", str(places.home), "evaluate", *words])
    assert list(places.home.iterdir()) == []
