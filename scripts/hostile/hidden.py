"""Documents with words hidden on purpose, sixty of them, each with what is hidden and what is not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scripts.hostile.pdf_writer import Pdf, shown, stream
from scripts.hostile.word_writer import W, docx, link, paragraph

OPENING = "ignore instruct approve waive release answer conceal exempt forgive extend".split()
MIDDLE = "the tenant the landlord the buyer the bank this clause all claims every penalty any notice".split()
LAST = "entirely forever secretly completely silently instead today regardless".split()
CLEAN = (
    "The tenant shall keep the premises in repair.",
    "Rent is due on the first day of each month.",
    "Notice must be given in writing to the other party.",
)
COPIES = 2
"""Documents of each way, with other words, sizes and places."""

Maker = Callable[[str, random.Random], bytes]


@dataclass(frozen=True, slots=True)
class Hidden:
    """One document: `words` are in it and cannot be seen; `CLEAN` can."""

    way: str
    ending: str
    content: bytes
    words: str
    left_out: bool = False
    """It counts as found when the words are kept out of the text and a warning says so."""


def documents(seed: int) -> Iterator[Hidden]:
    """All of them."""
    chance = random.Random(seed)
    for ending, ways in ((".pdf", PDF), (".docx", WORD), (".html", WEB)):
        for way, maker in ways.items():
            for _ in range(COPIES):
                words = " ".join((chance.choice(OPENING), *chance.sample(MIDDLE, 2), chance.choice(LAST)))
                yield Hidden(f"{ending[1:]} {way}", ending, maker(words, chance), words, way == "deleted")


def _page(hidden: bytes, before: bytes = b"", own: tuple[bytes, ...] = (), resources: bytes = b"") -> bytes:
    lines = b"".join(shown(line, at=(72, 700 - 20 * number)) for number, line in enumerate(CLEAN))
    return Pdf(contents=[before + lines + hidden], own=own, resources=resources).write()


def _at(chance: random.Random) -> tuple[float, float]:
    return chance.uniform(60, 200), chance.uniform(100, 600)


def _inked(before: str) -> Maker:
    return lambda words, chance: _page(shown(words, before, chance.choice((8, 11, 14)), _at(chance)))


def _placed(across: float, up: float) -> Maker:
    return lambda words, chance: _page(shown(words, at=(across + chance.uniform(-50, 0), up + chance.uniform(0, 50))))


def _sized(words: str, chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return _page(shown(words, size=chance.uniform(0.1, 0.9), at=_at(chance)))
    x, y = _at(chance)
    return _page(f"BT /F1 12 Tf 0.05 0 0 0.05 {x} {y} Tm ({words}) Tj ET".encode())


def _boxed(ink: str, box: str) -> Maker:
    def make(words: str, chance: random.Random) -> bytes:
        x, y = _at(chance)
        rectangle = f"q {box} rg {x - 5} {y - 5} 400 22 re f Q\n".encode()
        text = shown(words, f"{ink} rg", at=(x, y))
        return _page(text + rectangle if ink == "0 0 0" else rectangle + text)

    return make


def _clipped(words: str, chance: random.Random) -> bytes:
    x, y = _at(chance)
    return _page(shown(words, f"{x} {y + 40} 300 20 re W n", at=(x, y)))


def _form(words: str, chance: random.Random) -> bytes:
    inner = stream(shown(words, at=(10, 50)), b"/Type /XObject /Subtype /Form /BBox [0 0 300 20] "
                   b"/Resources << /Font << /F1 3 0 R >> >>")  # fmt: skip
    x, y = _at(chance)
    return _page(f"q 1 0 0 1 {x} {y} cm /X Do Q".encode(), own=(inner,), resources=b"/XObject << /X 4 0 R >>")


def _clear(words: str, chance: random.Random) -> bytes:
    states = b"/ExtGState << /G << /ca 0 >> >>"
    return _page(shown(words, "/G gs", at=_at(chance)), resources=states)


PDF: dict[str, Maker] = {
    "invisible": _inked("3 Tr"),
    "invisible and clipping": _inked("7 Tr"),
    "white": _inked("1 1 1 rg"),
    "nearly white": _inked("0.97 0.98 0.97 rg"),
    "tiny": _sized,
    "off the page": _placed(700, 300),
    "above the page": _placed(100, 850),
    "under a box": _boxed("0 0 0", "0 0 0"),
    "in the box's colour": _boxed("0.2 0.2 0.2", "0.2 0.2 0.2"),
    "clipped": _clipped,
    "clipped by a form": _form,
    "transparent": _clear,
}


def _word(hidden: str, styles: str = "", **parts: str) -> bytes:
    body = "".join(map(paragraph, CLEAN)) + hidden
    more = {f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{inner}</w:{name}>'.encode() for name, inner in parts.items()}
    related = [link(number, name, f"{name}.xml") for number, name in enumerate(parts)]
    if styles:
        more["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'.encode()
        related.append(link(90, "styles", "styles.xml"))
    return docx(body, more, related)


def _run(run: str) -> Maker:
    return lambda words, chance: _word(paragraph(words, run))


def _styled(run: str) -> Maker:
    style = f'<w:style w:type="character" w:styleId="H"><w:rPr>{run}</w:rPr></w:style>'
    return lambda words, chance: _word(paragraph(words, '<w:rStyle w:val="H"/>'), style)


def _comment(words: str, chance: random.Random) -> bytes:
    refer = '<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>'
    return _word(refer, comments=f'<w:comment w:id="1" w:author="A">{paragraph(words)}</w:comment>')


def _deleted(words: str, chance: random.Random) -> bytes:
    return _word(f'<w:p><w:del w:author="A"><w:r><w:delText>{words}</w:delText></w:r></w:del></w:p>')


WORD: dict[str, Maker] = {
    "vanish": _run("<w:vanish/>"),
    "vanish by style": _styled("<w:vanish/>"),
    "white": _run('<w:color w:val="FFFFFF"/>'),
    "white by theme": _run('<w:color w:val="000000" w:themeColor="background1"/>'),
    "white by style": _styled('<w:color w:val="FEFEFE"/>'),
    "tiny": _run('<w:sz w:val="2"/>'),
    "shaded": _run('<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>'),
    "deleted": _deleted,
    "comment": _comment,
}


def _web(attributes: str, head: str = "", tag: str = "div") -> Maker:
    clean = "".join(f"<p>{line}</p>" for line in CLEAN)
    return lambda words, chance: (
        f"<html><head>{head}</head><body>{clean}<{tag} {attributes}>{words}</{tag}></body></html>".encode()
    )


WEB: dict[str, Maker] = {
    "display none": _web('style="display: none"'),
    "by a sheet": _web('class="b a"', "<style>i, .a { color: red; display:none }</style>"),
    "aria-hidden": _web('aria-hidden="true"'),
    "no size": _web('style="width:0;height:0;overflow:hidden"'),
    "no letters": _web('style="font-size:0.5px"', tag="span"),
    "same colour": _web('style="color:#fefefe"'),
    "same as its ground": _web('style="background:#102030;color:rgb(16,32,48)"'),
    "off the screen": _web('style="position:absolute;left:-9999px"'),
    "transparent": _web('style="opacity:0"'),
}
