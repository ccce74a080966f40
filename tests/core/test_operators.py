"""Words with operators: how queries are read, what their mistakes say, and that every match is right."""

from __future__ import annotations

import pytest

from localcounsel.core.operators import Prepared, QueryMistake, parse, spoken
from localcounsel.core.operators.spoken import OTHER_FORMS
from localcounsel.core.text import clean

TEXT = (
    "Either party may give notice of the early termi-\nnation. Notices shall be given to the Client Name.\n\n"
    "Termination of this Agreement needs sixty (60) days’ prior written notice, see Section 4.2(a).\n"
)


def found(query: str, text: str = TEXT) -> list[str]:
    """The words highlighted at each place."""
    return [
        " / ".join(" ".join(text[start:end].split()) for start, end in match.words)
        for match in Prepared(text).matches(parse(query).root)
    ]


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("notice", "notice"),
        ('"notice"', "“notice”"),
        ("“change of control”", "“change of control”"),
        ("a1 b1", "“a1” and “b1”"),
        ("notice AND fee", "notice and fee"),
        ("notice and fee", "notice and fee"),
        ("notice & fee", "notice and fee"),
        ("shall not assign", "shall and not and assign"),
        ("notice OR fee w/5 due", "(notice or fee) within 5 words of due"),
        ("lease /5 rent /s late", "(lease within 5 words of rent) in one sentence with late"),
        ("lease /s rent /5 late", "lease in one sentence with (rent within 5 words of late)"),
        ("lease within 3 words of rent", "lease within 3 words of rent"),
        ("lease pre/3 rent", "lease within 3 words before rent"),
        ("lease +s rent", "lease before, in one sentence with, rent"),
        ("lease NEAR rent", "lease within 10 words of rent"),
        ("lease not w/3 rent", "lease not within 3 words of rent"),
        ("lease -draft", "lease, leaving out documents with draft"),
        ("lease AND NOT draft", "lease, leaving out documents with draft"),
        ("lease NOT draft rent", "(lease and rent), leaving out documents with draft"),
        ("lease % draft rent", "lease, leaving out documents with (draft and rent)"),
        ("terminat!", "“terminat…”"),
        ("indemn*y wom?n", "“indemn…y” and “wom?n”"),
        ("lessee's", "lessee"),
        ("cross-default", "“cross default”"),
        ("4.2(a)", "“4 2 a”"),
        ("30%", "“30”"),
        ("what is due?", "what and is and due"),
        ("契約書", "“契 約 書”"),
    ],
)  # fmt: skip
def test_how_a_query_is_read(query: str, understood: str) -> None:
    assert spoken(parse(query).root).removesuffix(f" {OTHER_FORMS}") == understood


def test_it_is_said_when_other_forms_count() -> None:
    assert spoken(parse('notice "fee"').root).endswith(OTHER_FORMS)
    assert not spoken(parse('"notice" fee!').root).endswith(OTHER_FORMS)


@pytest.mark.parametrize(
    ("query", "place", "words"),
    [
        ("", "", "nothing to look for"),
        ("( )", "( )", "nothing between"),
        ("a (b or c", "(", "not closed"),
        ("a) b", ")", "closes nothing"),
        ('notice "of term', '"', "not closed"),
        ("w/5 rent", "w/5", "before it and after it"),
        ("rent w/5", "w/5", "after it"),
        ("rent w/0 due", "w/0", "1 to 255"),
        ("rent w/999 due", "w/999", "1 to 255"),
        ("NOT rent", "NOT", "what to look for"),
        ("-rent", "-", "what to look for"),
        ("rent OR", "OR", "after it"),
        ("AND rent", "AND", "before and after"),
        ("rent AND AND due", "AND", "before and after"),
        ("(rent AND due) w/5 late", "(rent AND due) w/5", "whole documents"),
        ("rent w/5 (due -late)", "(due -late)", "whole documents"),
        ("x*", "x*", "2 letters"),
        ("*tion", "*tion", "2 letters"),
        ("***", "***", "needs letters"),
        ("rent w/5 ,;", ",;", "no word"),
        ("(" * 21 + "a" + ")" * 21, "(", "brackets within"),
        ("rent " * 201, "rent", "more than 200 parts"),
        ("r" * 2001, "r", "longer than"),
    ],
)
def test_mistakes_say_what_is_wrong_and_where(query: str, place: str, words: str) -> None:
    with pytest.raises(QueryMistake, match=words) as caught:
        parse(query)
    mistake = caught.value
    shown = query[mistake.start : mistake.end]
    assert place[:1] == shown[:1] or place.startswith("(due") or not place
    assert 0 <= mistake.start < mistake.end


def test_a_word_finds_its_forms_and_a_quoted_one_only_itself() -> None:
    assert found("notice") == ["notice", "Notices", "notice"]
    assert found('"notice"') == ["notice", "notice"]
    assert found('"notices"') == ["Notices"]
    assert found("terminate") == ["termi- nation", "Termination"]
    assert found('"terminate"') == []
    assert found('"early termination"') == ["early termi- nation"]
    assert found('"client name"') == ["Client Name"]
    assert found("terminat!") == ["termi- nation", "Termination"]
    assert found("not?ce") == ["notice", "notice"]
    assert found("4.2(a)") == ["4.2(a"]


def test_nearness_counts_words_and_knows_sentences_and_paragraphs() -> None:
    assert found("notice w/4 termination") == ["notice / termi- nation", "termi- nation / Notices"]
    assert found("notice w/3 termination") == ["termi- nation / Notices"]
    assert found("notice pre/4 termination") == ["notice / termi- nation"]
    assert found("notice /s termination") == ["notice / termi- nation", "Termination / notice"]
    assert found("client /p given") == ["given / Client"]
    assert found("client /p sixty") == []
    assert found("notice not w/4 termination") == ["notice"]
    assert found("notice /s notice") == []
    assert found("notice w/9 notices") == ["notice / Notices"]


def test_within_one_text_and_or_not() -> None:
    assert found("client AND days") == ["Client", "days"]
    assert found("client AND lease") == []
    assert found("client NOT days") == []
    assert found("client -lease") == ["Client"]
    assert found("client % lease rent") == ["Client"]


def test_accents_ligatures_width_and_case_do_not_matter() -> None:
    assert found("cafe", "The CAFÉ is here") == ["CAFÉ"]
    assert found("café", "The cafe\u0301 is here") == ["cafe"]
    assert found("notified", "was noti\ufb01ed") == ["noti\ufb01ed"]
    assert found("rent", "ＲＥＮＴ") == ["ＲＥＮＴ"]
    assert found("straße", "Hauptstrasse STRASSE") == ["STRASSE"]


def test_japanese_needs_no_spaces() -> None:
    text = "本契約書は、甲が解除の通知をした日に終了する。"
    assert found("契約書", text) == ["契約書"]
    assert found("解除 w/5 通知", text) == ["解除 / 通知"]
    assert found("契約 /s 終了", text) == ["契約 / 終了"]
    assert found("約契", text) == []


def test_hostile_queries_and_texts_end() -> None:
    hostile = clean("\x1b]52;c;x\x07 [sic] <b> \u202e" + "a" * 3000 + " -" * 500)
    assert found("aa!b", hostile) == []
    assert Prepared(hostile).matches(parse("sic /p b").root)
    assert Prepared("a-\n" * 20_000).matches(parse('"aa bb"').root) == []
