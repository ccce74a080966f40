"""A question in Japanese: which articles of which laws it names, and which of its words are its subject.

金商法第5条第6項 is article 5(6) of 金融商品取引法; 次のうち正しいものを教えてください asks and says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from localcounsel.core.japanese_forms import articles_in, figures, one_form

_KANA = re.compile("[\u3041-\u30ff]")
_OTHER = re.compile("[A-Za-z\uac00-\ud7a3]")

LAWS = {
    "金商法": "金融商品取引法",
    "金販法": "金融商品の販売等に関する法律",
    "資金決済法": "資金決済に関する法律",
    "出資法": "出資の受入れ、預り金及び金利等の取締りに関する法律",
    "個情法": "個人情報の保護に関する法律",
    "個人情報保護法": "個人情報の保護に関する法律",
    "番号法": "行政手続における特定の個人を識別するための番号の利用等に関する法律",
    "独禁法": "私的独占の禁止及び公正取引の確保に関する法律",
    "独占禁止法": "私的独占の禁止及び公正取引の確保に関する法律",
    "下請法": "下請代金支払遅延等防止法",
    "景表法": "不当景品類及び不当表示防止法",
    "景品表示法": "不当景品類及び不当表示防止法",
    "不競法": "不正競争防止法",
    "特商法": "特定商取引に関する法律",
    "消契法": "消費者契約法",
    "借地借家": "借地借家法",
    "区分所有法": "建物の区分所有等に関する法律",
    "品確法": "住宅の品質確保の促進等に関する法律",
    "宅建業法": "宅地建物取引業法",
    "不登法": "不動産登記法",
    "民訴法": "民事訴訟法",
    "民訴": "民事訴訟法",
    "民執法": "民事執行法",
    "民保法": "民事保全法",
    "刑訴法": "刑事訴訟法",
    "行訴法": "行政事件訴訟法",
    "会更法": "会社更生法",
    "民再法": "民事再生法",
    "労基法": "労働基準法",
    "労契法": "労働契約法",
    "労組法": "労働組合法",
    "安衛法": "労働安全衛生法",
    "派遣法": "労働者派遣事業の適正な運営の確保及び派遣労働者の保護等に関する法律",
    "均等法": "雇用の分野における男女の均等な機会及び待遇の確保等に関する法律",
    "育介法": "育児休業、介護休業等育児又は家族介護を行う労働者の福祉に関する法律",
    "薬機法": "医薬品、医療機器等の品質、有効性及び安全性の確保等に関する法律",
    "医薬品医療機器等法": "医薬品、医療機器等の品質、有効性及び安全性の確保等に関する法律",
    "プロバイダ責任制限法": "特定電気通信役務提供者の損害賠償責任の制限及び発信者情報の開示に関する法律",
    "電帳法": "電子計算機を使用して作成する国税関係帳簿書類の保存方法等の特例に関する法律",
    "外為法": "外国為替及び外国貿易法",
    "犯収法": "犯罪による収益の移転防止に関する法律",
    "一般法人法": "一般社団法人及び一般財団法人に関する法律",
    "社債株式振替法": "社債、株式等の振替に関する法律",
    "投信法": "投資信託及び投資法人に関する法律",
    "金商業等府令": "金融商品取引業等に関する内閣府令",
    "定義府令": "金融商品取引法第二条に規定する定義に関する内閣府令",
    "開示府令": "企業内容等の開示に関する内閣府令",
    "取引規制府令": "有価証券の取引等の規制に関する内閣府令",
}
"""Laws by the names that lawyers use for them."""

_KIND = "施行令|施行規則|法律|法|令|規則|条例|憲法|規程|指針|基準"
_NAMED_ARTICLE = re.compile(
    rf"(?P<law>[^「」（）()。\n]{{0,60}}?(?:{_KIND}))?(?P<article>第[0-9]+条(?:の[0-9]+)*)"
    r"(?P<paragraph>第[0-9]+項)?(?P<item>第[0-9]+号)?"
)
_CITED = re.compile(r"(?<![\u3400-\u9fff])(法|令)(第[0-9]+条(?:の[0-9]+)*)(第[0-9]+項)?")
_WIDE = {ord(figure): ord(figure) + 0xFEE0 for figure in "0123456789"}
_PLAIN_NAME = re.compile(r"[\u3005-\u3007\u30a1-\u30fc\u3400-\u9fff]+\Z")
_BEFORE_NAME = re.compile("うち、|又は|若しくは|並びに|[がは]、")
_SHORT = {
    **dict.fromkeys(("法", "同法", "本法"), ""),
    **dict.fromkeys(("令", "同令", "施行令"), "施行令"),
    **dict.fromkeys(("規則", "施行規則", "同規則", "府令", "省令"), "施行規則"),
}
"""What stands for the law named last, or for an order under it."""

_ASKING = re.compile(
    r"(?:次|以下|下記|左)の(?:[^、。]{0,6}(?:うち|中)(?:から|で|に|、)?|各?(?:記述|文章|文|選択肢|事項|説明|事例)(?:のうち)?)"
    r"|(?:に関する|についての|に係る|の)?(?:説明|記載|記述|内容|もの)(?:の?うち|として|について)"
    r"|(?:最も)?(?:正しい|正しくない|誤っている|誤った|間違っている|適切な|不適切な|適当な|妥当な|ふさわしい)"
    r"(?:(?:もの|記述|説明|選択肢|条文|組合せ)(?=[をはの、。?\s]|として、|\Z)|(?=[。?\s]|\Z))"
    r"|(?:の?根拠(?:となる|を定める|を定めた)?|を?定め(?:た|る|ている)|を?規定し(?:た|ている)|を?記載した|を?示す)?"
    r"(?:根拠)?(?:条文|規定|条項)(?:はどれ|は何条|は何|を[0-9一]つ|を(?=教|挙|答|示|探|見))"
    r"|(?:を|[0-9一]つ)*(?:教えて|選んで|挙げて|答えて|示して|説明して|探して|見せて|調べて|述べて|まとめて)(?:ください|下さい|ほしい|もらえ)?"
    r"|(?:教え|選び|挙げ|答え|示し|述べ|説明し)(?:なさい|よ(?=[。\s]|\Z))"
    r"|(?:どれ|何|なに|どの|どんな|どこ|いつ|誰|なぜ|どう|どのよう|いくら|いくつ)(?:な|に)?(?:です|なの|でしょう|あります|なります)?か(?=[。?\s]|\Z)"
    r"|(?:あります|です|でしょう|ます|ません|ますでしょう)か(?=[。?\s]|\Z)"
)
_FILLERS = frozenset("次 以下 下記 正 誤 教 選 何 誰 本件 質問 回答 条文 根拠条文 場合 説明 教示".split())


class Asked(NamedTuple):
    """An article that a question names; what it does not say is empty."""

    law: str
    """The law's full name where the abbreviation is known, otherwise what stands before the article."""
    article: str
    paragraph: str = ""
    item: str = ""

    def __str__(self) -> str:
        return self.law + self.clause

    @property
    def clause(self) -> str:
        """`第5条第6項`, as pinpoints say it, in figures."""
        return self.article + self.paragraph + self.item


def is_japanese(text: str) -> bool:
    """Whether `text` is Japanese rather than English with a name in it, or Korean; Chinese without kana is not."""
    kana = len(_KANA.findall(text))
    return kana > 0 and 2 * kana >= len(_OTHER.findall(text)) / 4


def articles_asked(question: str) -> tuple[Asked, ...]:
    """The articles that a question names, in order, each once: 金商法第5条第6項 → 金融商品取引法, 第5条, 第6項.

    法 and 令 stand for the law named before, or for the order under it.
    """
    found: list[Asked] = []
    law = ""
    for match in _NAMED_ARTICLE.finditer(figures(unicodedata.normalize("NFKC", question))):
        named = _law(match["law"] or "", law)
        if named and not named.endswith(("施行令", "施行規則")):
            law = named
        found.append(Asked(named, match["article"], match["paragraph"] or "", match["item"] or ""))
    return tuple(dict.fromkeys(found))


def _law(printed: str, last: str) -> str:
    """The full name of a law as it stands before an article."""
    plain = _PLAIN_NAME.search(printed)
    name = plain[0] if plain else ""
    if name in _SHORT:
        return last + _SHORT[name]
    for short, full in LAWS.items():
        if name.startswith(short) and name[len(short) :] in ("", "施行令", "施行規則"):
            return full + name[len(short) :]
    if name in ("法律", "政令", "省令", "府令", "内閣府令", "規則"):
        return _BEFORE_NAME.split(printed)[-1]
    return name


def is_law(asked: str, title: str) -> bool:
    """Whether a document's title or file name is that of the law: in full, abbreviated, or at the end of `asked`."""
    name = unicodedata.normalize("NFKC", title).strip(" #")
    name = LAWS.get(name, name)
    return len(name) > 1 and (asked == name or asked.endswith(name))


def same_clause(clause: str, asked: Asked) -> bool:
    """Whether a pinpoint's clause is the one asked for, or a part of it, in whatever numerals it is printed."""
    plain = figures(unicodedata.normalize("NFKC", clause))
    return plain == asked.clause or plain.startswith((f"{asked.clause}第", f"{asked.clause}(", f"{asked.clause}イ"))


def is_statute(name: str) -> bool:
    """Whether a document's name is that of a law, and not of an order or rules under one."""
    return name.endswith(("法", "法律"))


def own_article(clause: str) -> tuple[str, ...]:
    """A pinpoint's clause as citations say it: 第５条第六項第１号 → 第5条, 第5条第6項; empty when it is no article."""
    return tuple(dict.fromkeys(articles_in(one_form(clause))))


def articles_cited(text: str) -> tuple[Asked, ...]:
    """The articles that an order cites as 法第5条 or 令第2条, each once; `law` is 法 or 令."""
    found = (Asked(match[1], match[2], match[3] or "") for match in _CITED.finditer(one_form(text)))
    return tuple(dict.fromkeys(found))


def spellings(article: str) -> tuple[str, ...]:
    """An article as it may be printed: 第12条の2, 第１２条の２, 第十二条の二."""
    wide = article.translate(_WIDE)
    return tuple(dict.fromkeys((article, wide, re.sub("[0-9]+", lambda match: _numeral(int(match[0])), article))))


def _numeral(value: int) -> str:
    """A number below 10,000 in kanji."""
    written = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            written += ("" if digit == 1 and name else "〇一二三四五六七八九"[digit]) + name
    return written


def in_full(text: str) -> str:
    """`text` with the full names of laws after the abbreviated ones, both to be looked for."""
    return _ABBREVIATED.sub(lambda match: f"{match[0]} {LAWS[match[0]]} ", text)


_ABBREVIATED = re.compile("|".join(sorted(LAWS, key=len, reverse=True)))


def subject(question: str) -> str:
    """The question without what only asks; the whole of it when nothing else would be left."""
    rest = _ASKING.sub(" ", question)
    return rest if re.search(r"[\u30a1-\u30fa\u3400-\u9fff\uac00-\ud7a3\w]{2}", rest) else question
