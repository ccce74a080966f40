"""Questions in Japanese: the articles they name, their subject, and one form for what is written in several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.cjk import bigrams, bigrams_to_index
from localcounsel.core.japanese import (
    Asked,
    articles_asked,
    articles_cited,
    in_full,
    is_japanese,
    is_law,
    own_article,
    same_clause,
    spellings,
    subject,
)
from localcounsel.core.japanese_forms import figures, kanji, one_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第二十七条の二十二の二第一項", "第27条の22の2第１項"),
        ("法第 23 条の２の 15 の２", "法第23条の2の15の2"),
        ("三十日以内", "30日以内"),
        ("五十万円", "50万円"),
        ("五千円", "5,000円"),
        ("百分の四", "100分の4"),
        ("令和元年五月三日", "2019年5月3日"),
        ("昭和六十四年", "１９８９年"),
        ("買い付け等", "買付け等"),
        ("申し込みの取り消し", "申込みの取消し"),
        ("行つた", "行った"),
        ("契　約　書", "契約書"),
        ("当事者は次の事項を\n承認する", "当事者は次の事項を承認する"),
        ("ｶﾞﾊﾞﾅﾝｽ", "ガバナンス"),
    ],
)
def test_what_is_written_in_several_ways_has_one_form(one: str, other: str) -> None:
    assert bigrams(one) == bigrams(other) != ""


@pytest.mark.parametrize("text", ["第三者", "一般に", "統一する", "第5条の一部を改正", "十分な説明を", "四半期"])
def test_numerals_that_count_nothing_stay(text: str) -> None:
    assert one_form(text).count("第三") == text.count("第三")
    assert not set("123456789") & set(figures(text).replace("第5条", "").replace("10分", ""))


@given(st.integers(1, 9999))
def test_an_article_is_found_in_every_spelling(number: int) -> None:
    for printed in spellings(f"第{number}条の{number % 90 + 1}"):
        assert f"第{number}条の{number % 90 + 1}" in bigrams_to_index(printed).split()
    assert kanji(spellings(f"第{number}条")[-1][1:-1]) == number


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("金融商品取引法第5条第6項により提出できる書類は", [("金融商品取引法", "第5条", "第6項", "")]),
        ("金商法第２条第８項第 11号に掲げる行為", [("金融商品取引法", "第2条", "第8項", "第11号")]),
        ("次のうち、民法第九十条の二について", [("民法", "第90条の2", "", "")]),
        ("会社法第8条により規定される、法第4条第1項", [("会社法", "第8条", "", ""), ("会社法", "第4条", "第1項", "")]),
        (
            "金商法第24条と令第3条の4",
            [("金融商品取引法", "第24条", "", ""), ("金融商品取引法施行令", "第3条の4", "", "")],
        ),
        ("本契約第12条の通知期間は", [("", "第12条", "", "")]),
        ("秘密保持の期間は何年ですか", []),
        ("Section 4.2 of the lease", []),
    ],
)
def test_articles_that_a_question_names(question: str, asked: list[tuple[str, str, str, str]]) -> None:
    assert [tuple(each) for each in articles_asked(question)] == asked


def test_a_law_is_known_by_title_abbreviation_and_long_name() -> None:
    long = "医薬品、医療機器等の品質、有効性及び安全性の確保等に関する法律"
    (asked,) = articles_asked(f"次のうち、{long}第13条について")
    assert is_law(asked.law, long)
    assert is_law("金融商品取引法", "金商法")
    assert not is_law("金融商品取引法", "金融商品取引法施行令")
    assert not is_law("金融商品取引法施行令", "金融商品取引法")
    assert "借地借家法" in in_full("借地借家の更新")


@pytest.mark.parametrize(
    ("clause", "same"),
    [
        ("第5条第6項", True),
        ("第五条第６項第1号", True),
        ("第5条第6項(1)", True),
        ("第5条第60項", False),
        ("第5条の2", False),
    ],
)
def test_a_pinpoint_is_compared_by_value(clause: str, same: bool) -> None:
    assert same_clause(clause, Asked("", "第5条", "第6項")) is same


def test_citations_of_the_law_in_an_order() -> None:
    assert own_article("第二十四条第一項第三号") == ("第24条", "第24条第1項")
    cited = articles_cited("法第二十四条第一項に規定する政令で定める期間は、第三条による。民法第九十条")
    assert cited == (Asked("法", "第24条", "第1項"),)


@pytest.mark.parametrize(
    ("question", "left", "gone"),
    [
        ("次のうち、借地権について誤っているものを教えてください。", "借地権", "教"),
        ("報道機関の数を規定した条文を教えてください。", "報道機関の数", "条文"),
        ("特定証券情報の説明として、正しいものを選んでください。", "特定証券情報", "説明"),
        ("次のうち、正しいものを教えてください。", "正しい", ""),
        ("重要な事項の記載が欠けている場合", "記載が欠け", ""),
    ],
)
def test_what_only_asks_is_no_subject(question: str, left: str, gone: str) -> None:
    assert left in subject(question)
    assert not gone or gone not in subject(question)


@pytest.mark.parametrize(
    ("text", "japanese"),
    [
        ("秘密保持の期間は", True),
        ("ABC Inc.との契約は", True),
        ("What is 契約?", False),
        ("계약서", False),
        ("合同", False),
    ],
)
def test_japanese_has_kana(text: str, japanese: bool) -> None:
    assert is_japanese(text) is japanese
