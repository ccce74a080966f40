"""A message made in English is said in the reader's language, with its values as they are, whatever they hold."""

from __future__ import annotations

import re

import pytest

from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.saying import DEEPEST, Sayings, Template
from localcounsel.flows.languages import language

JAPANESE = language("ja_JP.UTF-8")
TEXTS = JAPANESE._sayings._texts
COUNTS = re.compile(r"\{0\}(?: more)? [a-z]+")
HELD = sorted(text for text in TEXTS if "{0}" in text and Template.of(text).is_telling and not COUNTS.fullmatch(text))
HOSTILE = (
    "\x1bP$q\x07\x9b",
    "{0}{1}{9:said}{count!r}",
    "%s%(name)d%",
    "\u202egpj_exe",
    "契約書",
    "<|im_start|>",
    "\\1\\g<0>",
)


def _filled(template: str, value: str) -> str:
    return re.sub(r"\{\d\}", lambda _hole: value, template)


def _holes(template: str) -> int:
    return len(re.findall(r"\{\d\}", template))


def test_the_catalogue_holds_what_this_is_about() -> None:
    assert JAPANESE.code == "ja"
    assert len(HELD) > 500


@pytest.mark.parametrize("value", HOSTILE)
def test_every_template_keeps_every_value_as_it_is(value: str) -> None:
    for template in HELD:
        said = JAPANESE.said(_filled(template, value))
        assert said.count(value) == _holes(template), template


def test_no_letter_of_a_value_is_lost_where_it_holds_what_parts_values() -> None:
    value = "ß]ß.ß: ß; ß”ß, ß\x1b]52;c;ß\x07ß"
    for template in HELD:
        said = JAPANESE.said(_filled(template, value))
        assert said.count("ß") == value.count("ß") * _holes(template), template


def test_every_template_is_recognised_with_plain_values() -> None:
    for template in HELD:
        text = re.sub(r"\{(\d)\}", r"<\1>", template)
        expected = re.sub(r"\{(\d)(?::said)?\}", r"<\1>", TEXTS[template])
        assert JAPANESE.said(text) == expected, template


def test_a_value_of_100_000_characters_is_kept_whole() -> None:
    value = "x" * 100_000
    for template in HELD[::20]:
        assert JAPANESE.said(_filled(template, value)).count("x") >= 100_000 * _holes(template), template


@pytest.mark.parametrize(
    "text",
    ["", "foreign words", "a: b: c", "; ; ;", ". . .", ": : :", "{0}", "%", "\x00", "x; " * 50_000, ": " * 50_000],
)
def test_what_is_not_ours_stays_as_it_is(text: str) -> None:
    assert JAPANESE.said(text) == text


def test_a_name_is_never_translated_even_if_it_is_called_like_a_text_of_ours() -> None:
    assert JAPANESE.said("Stopped: it has no content.") == "Stopped: 内容がありません。"
    assert JAPANESE.said("There is no matter called “The question is empty”.") == (
        "「The question is empty」という事件はありません。"
    )
    assert JAPANESE.said("a: it is empty.pdf: it has no content.") == "a: it is empty.pdf: 内容がありません。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "scan.pdf: it is encrypted and no password was given.",
            "scan.pdf: 暗号化されており、パスワードの入力がありません。",
        ),
        ("/home/x: the disk is full.", "/home/x: ディスクの空きがありません。"),
        ("/x.toml cannot be read: Permission denied.", "/x.toml を読み取れません：アクセス権がありません。"),
        (
            "page 3 could not be read; searched by words only",
            "3ページを読み取れませんでした。語句のみで検索しました",
        ),
        (
            "recognised with 41 % confidence; compare with the page",
            "文字認識による読み取り（確度41%）。ページと照らし合わせてください",
        ),
        (
            "The index stopped: it was ended by SIGKILL, often for lack of memory. Its last words: bad",
            "索引が停止しました：SIGKILL により終了しました（メモリー不足の場合に多い）。最後の出力：bad",
        ),
        ("the passage says “sixty” here, the statement “ten”", "原文ではここは“sixty”ですが、記述では“ten”です"),
        ("amends Section 4 of Lease.pdf", "Lease.pdfのSection 4を改める"),
    ],
)
def test_texts_within_texts_and_in_a_row(text: str, said: str) -> None:
    assert JAPANESE.said(text) == said


def test_of_several_templates_the_one_that_explains_most_is_taken() -> None:
    texts = {"{0} is damaged.": "破損：{0}", "{0} is damaged: {1}.": "{0}：{1:said}", "its end is cut off": "末尾なし"}
    assert Sayings(texts).said("a.db is damaged: its end is cut off.") == "a.db：末尾なし"
    assert Sayings(texts).said("a: b is damaged.") == "破損：a: b"


def test_texts_within_texts_end() -> None:
    sayings = Sayings({"again and {0}": "また{0:said}"})
    text = "again and " * 50 + "x"
    assert sayings.said(text) == "また" * DEEPEST + "また" + "again and " * (50 - DEEPEST - 1) + "x"


def test_templates_that_fit_anything_are_none() -> None:
    sayings = Sayings({"{0} to {1}": "{0}～{1}", "{0} with {1}": "{0}（{1}）"})
    assert sayings.said("From here to eternity, with love") == "From here to eternity, with love"
    assert sayings.filled("{0} to {1}", ("1", "{0}")) == "1～{0}"


def test_only_a_number_is_counted() -> None:
    assert JAPANESE.said("1,300 pages") == "1,300ページ"
    assert JAPANESE.said("foreign pages") == "foreign pages"


def test_counts_and_times() -> None:
    assert [ENGLISH.count(n, "{0} page", "{0} pages") for n in (0, 1, 1300)] == ["0 pages", "1 page", "1,300 pages"]
    assert JAPANESE.count(1, "{0} page", "{0} pages") == "1ページ"
    assert ENGLISH.moment("2026-11-23T10:05:00+09:00") == "23 November 2026, 01:05 UTC"
    assert JAPANESE.moment("2026-11-23T10:05:00+09:00") == "2026年11月23日 01:05（UTC）"
    assert [JAPANESE.moment("soon"), JAPANESE.moment("")] == ["soon", "時刻不明"]


def test_a_language_without_a_catalogue_is_english() -> None:
    assert [language(code) is ENGLISH for code in ("en_GB.UTF-8", "C", "", "../../etc", "xx")] == [True] * 5
    assert ENGLISH.said("The question is empty") == "The question is empty"
    assert isinstance(language("ja-JP"), Language) and language("ja-JP").code == "ja"
