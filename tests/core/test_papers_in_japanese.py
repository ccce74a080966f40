"""Papers in Japanese: every word of ours is, foreign words stay, and the file says which language it is in."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest

from localcounsel.core import answer_paper, searched, verdicts
from localcounsel.core.certificate import Circumstances, certificate, file_name
from localcounsel.core.exhibits import Place
from localcounsel.core.markdown import markdown
from localcounsel.core.paper import Sheet
from localcounsel.flows.languages import language
from localcounsel.flows.paper import docx
from localcounsel.records import (
    Answer,
    Citation,
    Claim,
    Coverage,
    Covered,
    Standing,
    Support,
    Verdict,
)
from tests.core.test_certificate import ABOUT, ANSWER

JAPANESE = language("ja")
OURS = [text for text in JAPANESE._sayings._texts if " " in text and "{" not in text and len(text) > 8]
WHERE = "Lease.pdf, p. 3, cl. 4"


def _about(answers: int) -> answer_paper.About:
    audit = tuple("audit entry 7 of 2026-11-20T10:05:00Z, digest abc" for _ in range(answers))
    said = tuple(map(JAPANESE.said, audit))
    return answer_paper.About("Acme v. Beta", "質問への回答", "2026-11-23T10:00:00Z", "kei", "LocalCounsel 1", said)


def _answered() -> Answer:
    """One statement of every verdict, and everything else that a paper can speak of."""
    claims = (
        Claim("It ends on “sixty days” notice. [1]", (_citation("sixty days", Verdict.EXACT),), Support.SUPPORTED, ()),
        Claim(
            "It ends “at once”.",
            (_citation("at once", Verdict.FOLDED),),
            Support.CHECK,
            ("few of its words stand in the passage",),
        ),
        Claim(
            "The fee is “waived”.",
            (_citation("waived", Verdict.ABSENT),),
            Support.UNSUPPORTED,
            ("“waived” does not stand in the documents",),
        ),
        Claim("Nothing is quoted here.", ()),
    )
    return replace(
        ANSWER,
        claims=claims,
        standing=Standing.PARTLY,
        left_out=("passage: Lease.pdf, p. 9", "2 earlier question(s) of this conversation"),
        draft=replace(ANSWER.draft, stopped="length"),
    )


def _citation(quote: str, verdict: Verdict) -> Citation:
    return Citation(quote, verdict, "d1", "Lease.pdf", 3, "3", 0, len(quote), "p. 3, cl. 4")


def _left(sheet: Sheet) -> list[str]:
    """English texts of ours that the paper still says."""
    said = markdown(sheet).replace("\\", "")
    return [text for text in OURS if text in said]


def _look(citation: Citation) -> Place:
    return Place(WHERE, "at  once", "Lease", "1 March 2024", "lease", "ABC-1")


def test_a_certificate_in_japanese() -> None:
    about = replace(ABOUT, audit=JAPANESE.said("the audit log holds no entry of this answer"), refusals="")
    sheet = certificate(ANSWER, about, JAPANESE)
    said = markdown(sheet)
    assert _left(sheet) == []
    assert sheet.language == "ja"
    assert "2026年11月20日 10:05（UTC）" in said
    assert "○" not in said  # a certificate has words, not signs
    assert "監査記録に、この回答の記載がありません" in said
    assert ANSWER.question.text in said.replace("\\", "")


def test_an_answer_with_every_verdict_in_japanese() -> None:
    answer = _answered()
    sheet = answer_paper.paper([answer, replace(answer, id="second")], _about(2), _look, JAPANESE)
    said = markdown(sheet).replace("\\", "")
    assert _left(sheet) == []
    for words in (
        *map(JAPANESE.say, (*verdicts.QUOTATIONS.values(), *verdicts.SUPPORTS.values())),
        "この記述の語は原文に少ししかありません",
        "“waived”は文書にありません",
        "このやり取りの以前の質問2件",
        "質問1",
        "監査記録7（2026-11-20T10:05:00Z）、ハッシュ値 abc",
        f"{WHERE}。≈ 同文。ページの表記：“at once”",
        "2026年11月23日 10:00（UTC）、アカウント「kei」、LocalCounsel 1",
    ):
        assert words.replace("  ", " ") in said.replace("  ", " "), words
    assert "It ends on “sixty days”[^1] notice." in said


def test_a_survey_in_japanese() -> None:
    covered = tuple(
        Covered(f"d{number}", f"Stopped {number}.pdf", coverage, note)
        for number, (coverage, note) in enumerate(
            (
                (Coverage.FOUND, ""),
                (Coverage.NOT_FOUND, "pages 3, 4 … could not be read; searched by words only"),
                (Coverage.NOT_COVERED, "its meaning is not indexed yet"),
            )
        )
    )
    counted = "1 of 3 contracts: a passage was located in each of them and is quoted. In 1 no passage was located."
    answer = replace(ANSWER, covered=covered, claims=(Claim(counted, ()),), standing=Standing.PARTLY)
    sheet = answer_paper.paper([answer], _about(1), _look, JAPANESE)
    said = markdown(sheet).replace("\\", "")
    assert _left(sheet) == []
    assert "文書3件：見つかったもの1件、見つからないもの1件、未確認1件。" in said
    assert "3件の契約書のうち1件：それぞれ該当箇所が見つかりました。" in said
    assert "3, 4 …ページを読み取れませんでした。語句のみで検索しました" in said
    assert "Stopped 1.pdf" in said  # a name, whatever it is called


def test_english_is_what_it_was() -> None:
    answer = _answered()
    plain = answer_paper.paper([answer], _about(1), _look)
    assert plain.language == "en"
    assert "How to read the verdicts" in markdown(plain)
    assert searched.percent(0.125) == "12 %"
    assert file_name(ANSWER, JAPANESE) == "調査証明書 2026-11-20 10-05.docx"


def _parts(sheet: Sheet) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(docx(sheet))) as package:
        return {name: package.read(name).decode("utf-8") for name in package.namelist()}


@pytest.mark.parametrize(("code", "latin", "font"), [("ja", "en-US", "Yu Mincho"), ("en", "en-GB", "Yu Gothic")])
def test_the_file_says_its_language(code: str, latin: str, font: str) -> None:
    parts = _parts(certificate(ANSWER, ABOUT, language(code)))
    assert f'<w:lang w:val="{latin}" w:eastAsia="ja-JP"' in parts["word/styles.xml"]
    assert f'w:eastAsia="{font}"' in parts["word/styles.xml"]
    assert f'<w:themeFontLang w:val="{latin}" w:eastAsia="ja-JP"/>' in parts["word/settings.xml"]
    assert ("<dc:language>ja-JP</dc:language>" in parts["docProps/core.xml"]) == (code == "ja")
    assert ("ページ" in parts["word/footer1.xml"]) == (code == "ja")
    assert ("Page " in parts["word/footer1.xml"]) == (code == "en")


def test_signs_beside_japanese_words_are_in_the_japanese_font() -> None:
    body = _parts(certificate(ANSWER, ABOUT, JAPANESE))["word/document.xml"]
    runs = re.findall(r"<w:r>(.*?)</w:r>", body)
    wide = [run for run in runs if re.search(r"[\u3041-\u9fff]", run)]
    assert wide and all('<w:rFonts w:hint="eastAsia"/>' in run for run in wide)
    assert not any("eastAsia" in run for run in runs if run.isascii())


def test_circumstances_stay_what_they_are() -> None:
    hostile = Circumstances("<b>Stopped</b>\x1b]52;c;x\x07", "2026-11-23T10:00:00Z", "Stopped", "L", "", "")
    said = markdown(certificate(ANSWER, hostile, JAPANESE))
    assert "アカウント「Stopped」" in said
    assert "\x1b" not in said
