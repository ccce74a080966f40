"""The index of words: what is found, in what order, within which documents, and that nothing stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localcounsel.core.cjk import bigrams
from localcounsel.errors import BadCall
from localcounsel.records import Outline
from localcounsel.store import matters, words
from localcounsel.store.matter import MatterStore, open_store
from localcounsel.store.places import Places
from localcounsel.store.words import Weights
from tests.store import matter_samples as samples


@pytest.fixture
def store(tmp_path: Path) -> Iterator[MatterStore]:
    with open_store(matters.create(Places(tmp_path / "home"), "Acme")) as opened:
        yield opened
        opened.check()


def _put(store: MatterStore, name: str, text: str, heading: str = "", title: str = "") -> str:
    reading = samples.reading(text, seed=name)
    outline = Outline(title=title)
    store.put(reading, outline, samples.cut(reading, 10_000, heading), samples.copy(name))
    return reading.document_id


def _names(store: MatterStore, query: str, *document_ids: str, weights: Weights = words.EVEN) -> list[str]:
    found = store.words(query, 50, document_ids, weights)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    by_id = {document.id: document.name for document in store.documents()}
    return [by_id[passage.document_id] for passage in store.passages([id for id, _ in found])]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("the licensed products", '"licensing"'),
        ("under Section 4.2(a) hereof", '"4 2 a"'),
        ("a fee of $1,500.00 per month", '"1 500 00"'),
        ("on 12/05/2020", '"12 05 2020"'),
        ("Résumé of Mr Müller", '"resume" AND "muller"'),
        ("the ﬁnal oﬃce", '"final" AND "office"'),
        ("upon termi-\nnation of", '"termination"'),
        ("a non-\nexclusive licence", '"non exclusive"'),
        ("本契約書の第12条", f'cjk : "{bigrams("契約書")}"'),
        ("本契約書の第12条", f'cjk : "{bigrams("第12条")}"'),
        ("当事者は甲及び乙とする", "cjk : 甲*"),
        ("ｶﾞﾊﾞﾅﾝｽ体制", f'cjk : "{bigrams("ガバナンス")}"'),
        ("本契約はABC株式会社が", '"abc"'),
    ],
)
def test_what_stands_there_is_found(store: MatterStore, text: str, query: str) -> None:
    _put(store, "a.txt", text)
    _put(store, "b.txt", "nothing of the kind 一般")
    assert _names(store, query) == ["a.txt"]


@pytest.mark.parametrize("query", [f'cjk : "{bigrams("第15条")}"', '"4 3"', f'cjk : "{bigrams("書契")}"', '"terms"'])
def test_what_does_not_stand_there_is_not_found(store: MatterStore, query: str) -> None:
    _put(store, "a.txt", "Section 4.2 termination 本契約書の第12条")
    assert _names(store, query) == []


def test_headings_titles_and_names_are_searched_and_weighted(store: MatterStore) -> None:
    _put(store, "body.txt", "indemnity and other matters")
    _put(store, "heading.txt", "and other matters, too", heading="9 Indemnity")
    _put(store, "title.txt", "yet other matters, too", title="Deed of Indemnity")
    _put(store, "indemnity.txt", "yet other matters, again")
    assert _names(store, "indemnity")[0] == "heading.txt"
    assert sorted(_names(store, "indemnity")) == ["body.txt", "heading.txt", "indemnity.txt", "title.txt"]
    assert _names(store, "indemnity", weights=Weights(heading=0.1, caption=0.1))[0] == "body.txt"


def test_a_search_stays_within_its_documents(store: MatterStore) -> None:
    ids = [_put(store, f"{number}.txt", "notice " * (9 - number)) for number in range(9)]
    assert _names(store, "notice", ids[4]) == ["4.txt"]
    assert sorted(_names(store, "notice", ids[2], ids[7])) == ["2.txt", "7.txt"]
    assert _names(store, "notice", ids[2], "0" * 64) == ["2.txt"]
    assert _names(store, "notice", "0" * 64) == []
    assert len(_names(store, "notice")) == 9


def test_a_scope_gives_the_same_scores_as_the_whole_matter(store: MatterStore) -> None:
    ids = [_put(store, f"{number}.txt", "notice fee " * number + "term") for number in range(1, 9)]
    whole = dict(store.words("notice OR fee OR term", 99))
    for scope in (ids[:1], ids[2:6], ids[::3]):
        found = store.words("notice OR fee OR term", 99, scope)
        assert found
        assert all(score == pytest.approx(whole[id]) for id, score in found)


@pytest.mark.parametrize("query", ['"', "a AND", "nowhere : a", "NEAR(", "a^b(", "*"])
def test_what_is_no_expression_is_refused_in_words(store: MatterStore, query: str) -> None:
    _put(store, "a.txt", "a")
    with pytest.raises(BadCall, match="cannot be understood"):
        store.words(query, 10)
    assert _names(store, "a") == ["a.txt"]


@pytest.mark.parametrize(("query", "count"), [("", 10), ("  ", 10), ("a", 0)])
def test_nothing_asked_is_nothing_found(store: MatterStore, query: str, count: int) -> None:
    _put(store, "a.txt", "a")
    assert store.words(query, count) == []


_text = st.text("ab cd-\n契約甲é1ﬁ", max_size=25)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(first=_text, second=_text, heading=_text, title=_text)
def test_what_is_taken_out_leaves_no_trace(
    store: MatterStore, first: str, second: str, heading: str, title: str
) -> None:
    kept = _put(store, "kept.txt", first, heading, title)
    before = store.words("a* OR b* OR 契* OR 1*", 9)
    _put(store, "gone.txt", second, heading, title)
    store.remove_copy("gone.txt")
    store.check()
    after = store.words("a* OR b* OR 契* OR 1*", 9)
    assert after == before
    assert all(passage.document_id == kept for passage in store.passages([id for id, _ in after]))


def test_an_index_derived_otherwise_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = matters.create(Places(tmp_path / "home"), "Acme")
    derive = words.columns
    with monkeypatch.context() as patch:
        patch.setattr(words, "VERSION", "0")
        patch.setattr(words, "columns", lambda caption, heading, body: ("", "", "older", ""))
        with open_store(matter) as store:
            _put(store, "a.txt", "newer", title="Deed")
            assert _names(store, "older") == ["a.txt"]
    assert words.columns is derive
    with open_store(matter) as store:
        assert _names(store, "older") == []
        assert _names(store, "newer AND deed") == ["a.txt"]
        store.remove_copy("a.txt")
        store.check()


def test_a_caption_says_each_thing_once() -> None:
    outline = replace(samples.outline(), title="Acme")
    assert words.caption(outline, "a.txt") == "Acme Brightwater a.txt"
