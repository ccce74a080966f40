"""Japanese that is written in several ways, brought to one form, so that either way finds the other.

第五条, 第５条 and 第 5 条 are one, and so are 三十日 and 30日, 令和2年 and 2020年, 買い付け and 買付け,
あつて and あって.
Index and query both pass through here and neither is shown: nothing has to be reversible.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_KANJI = "〇零一二三四五六七八九十百千"
_COUNTED = "条項号円銭年月日週時分割歩人名個件株口倍度万億兆%"
_NUMBER = re.compile(
    rf"(?<=第)(?!三者)[{_KANJI}]{{1,9}}|[{_KANJI}]{{1,9}}(?=[{_COUNTED}]|[かヶヵケ箇カ]月|丁目|パーセント)|(?<=分の)[{_KANJI}]{{1,9}}"
)
_BRANCH = re.compile(rf"(?<=[0-9条項号]の)[{_KANJI}]{{1,3}}(?![{_KANJI}部定般方切体致様式者種つ])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")
_ERA = re.compile(r"(明治|大正|昭和|平成|令和)\s?(元|[0-9]{1,2})\s?(?=年)")
_BEFORE_ERA = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_FIGURES_APART = re.compile(r"(?<=[第条項号の年月]) +(?=[0-9])|(?<=[0-9]) +(?=[条項号の年月日円])")
_LETTER = "[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff]"
_SPACED_OUT = re.compile(rf"(?<!{_LETTER})(?:{_LETTER} {{1,3}}){{1,30}}{_LETTER}(?!{_LETTER})")
_WRAPPED = re.compile(rf"(?<={_LETTER}{{8}})[ \t]*\n[ \t]*(?={_LETTER})")
_OKURIGANA = re.compile(r"(?<=[\u3400-\u9fff])[いきしちりみぎじびえけれめげべ](?=[\u3400-\u9fff])")
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょ", "あいうえおつやゆよ")
_ARTICLE = re.compile(r"(法|令|規則)?(第[0-9]+条(?:の[0-9]+)*)(第[0-9]+項)?")


def kanji(text: str) -> int:
    """Value of a number below 10,000 in figures of any width or in kanji; 0 when it is none."""
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for character in text:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        elif character in _DIGITS:
            digit = digit * 10 + _DIGITS[character]
        else:
            return 0
    return total + digit


def one_form(text: str) -> str:
    """`text` in the one form: compatibility characters, figures, Western years, no okurigana inside a compound."""
    text = unicodedata.normalize("NFKC", text)
    text = _WRAPPED.sub("", text)
    text = _SPACED_OUT.sub(lambda match: match[0].replace(" ", ""), text)
    text = figures(text)
    return _OKURIGANA.sub("", text.translate(_SMALL))


def figures(text: str) -> str:
    """Numbers of clauses, amounts, times and years in figures: 第五条の二 → 第5条の2, 令和元年 → 2019年.

    Kanji numerals stay where nothing is counted: 一般, 第三者 and 統一 are no numbers.
    """
    text = _THOUSANDS.sub("", _FIGURES_APART.sub("", text))
    text = _NUMBER.sub(_in_figures, text)
    for _ in range(2):  # 条の二の三: the second branch is known by the figures of the first
        text = _BRANCH.sub(_in_figures, text)
    return _ERA.sub(_western, text)


def articles_in(text: str) -> list[str]:
    """The articles that `text` (in one form) mentions, as terms: `第5条`, and `第5条第6項` where it says so.

    After a law, an order or rules once more with that word: `法第5条`.
    """
    found = []
    for match in _ARTICLE.finditer(text):
        whole, law, article = match[0], match[1] or "", match[2]
        found += [article, law + article] if law else [article]
        if match[3]:
            found += [article + match[3], whole] if law else [whole]
    return found


def _in_figures(match: re.Match[str]) -> str:
    return str(kanji(match[0]))


def _western(match: re.Match[str]) -> str:
    year = 1 if match[2] == "元" else int(match[2])
    return str(_BEFORE_ERA[match[1]] + year)
