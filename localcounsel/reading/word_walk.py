"""The walk over a Word document's body: what stands where, on which page, under which number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from localcounsel.reading import word_hidden
from localcounsel.reading.outlet import Fault
from localcounsel.reading.word_paper import Paper
from localcounsel.reading.word_parts import attribute, child, local, switched
from localcounsel.reading.word_styles import Lists, Styles, whole

_INTO = frozenset(
    "sdt hyperlink smartTag ins moveTo fldSimple sdtContent customXml dir bdo ruby rubyBase rt oMath oMathPara r "
    "sSub sSup sSubSup f num den e sub sup d nary rad deg func fName limLow lim box groupChr acc bar eqArr m mr".split()
)
_GONE = frozenset({"del", "moveFrom"})
_DEEPEST = 60
_SYMBOLS = {"f0b7": "•", "f0a7": "▪", "f0fc": "✓", "f0fe": "☒", "f0a8": "☐", "f06f": "☐", "f0d3": "©", "f0e0": "→"}


@dataclass(slots=True)
class Story:
    """What the text refers to."""

    styles: Styles
    lists: Lists
    footnotes: dict[str, etree._Element] = field(default_factory=dict)
    endnotes: dict[str, etree._Element] = field(default_factory=dict)
    comments: dict[str, etree._Element] = field(default_factory=dict)


class Walk:
    """Writes the document page by page on `paper`."""

    def __init__(self, story: Story, most: int) -> None:
        self._story = story
        self.paper = Paper(most, self._write_notes)
        self.counts: Counter[str] = Counter()
        """How often each thing that is worth a warning was met, by its code."""
        self._notes: list[tuple[str, etree._Element, str]] = []
        """(mark, note, flag) to be written at the end of this page."""
        self._late: list[tuple[str, etree._Element, str]] = []
        self._marks = 0
        self._depth = 0
        self._ground: str | None = word_hidden.WHITE  # the colour behind what is written; None where not known

    def opening(self, roots: Sequence[etree._Element]) -> None:
        """Headers, each once, before the first page's text."""
        self._running(roots)

    def body(self, body: etree._Element) -> None:
        self._blocks(body)

    def closing(self, roots: Sequence[etree._Element]) -> None:
        """Footers, each once, and endnotes, after the last page's text."""
        self._write_notes()
        self._running(roots)
        self._notes, self._late = self._late, []
        self._write_notes()
        self.paper.end()

    def _running(self, roots: Sequence[etree._Element]) -> None:
        seen: set[str] = set()
        for root in roots:
            text = "".join(each.text or "" for each in root.iter() if local(each) == "t").strip()
            if text and text not in seen:
                seen.add(text)
                self.paper.new_line()
                self._aside(root, "\n")

    def _blocks(self, parent: etree._Element) -> None:
        """Paragraphs and tables in order, also within content controls."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Fault("damaged")
        for each in parent:
            match local(each):
                case "p":
                    self._paragraph(each)
                case "tbl":
                    self._table(each)
                case "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag":
                    self._blocks(each)
                case "AlternateContent":
                    self._blocks(_chosen(each))
                case "del" | "moveFrom":
                    self.counts["deleted"] += 1
                case "altChunk":
                    self.counts["external"] += 1
        self._depth -= 1

    def _table(self, table: etree._Element) -> None:
        """Cells parted by tabs, rows by line feeds; several paragraphs of one cell by a space."""
        outer, around = self.paper.separator, self._ground
        ground = word_hidden.table_ground(table, around)
        self.paper.inside += 1
        for row in (each for each in _unwrapped(table) if local(each) == "tr"):
            if child(row, "trPr", "del") is not None:
                self.counts["deleted"] += 1
                continue
            if self.paper.inside == 1:
                self.paper.new_line()
                self.paper.turn_if_waiting()
            cells = [each for each in _unwrapped(row) if local(each) == "tc"]
            self.paper.separator = "\n" if len(cells) == 1 and self.paper.inside == 1 else " "
            for position, cell in enumerate(cells):
                if position:
                    self.paper.write("\t")
                self._ground = word_hidden.shaded(child(cell, "tcPr", "shd"), ground)
                self._blocks(cell)
        self.paper.inside -= 1
        self.paper.separator, self._ground = outer, around
        if not self.paper.inside:
            self.paper.turn_if_waiting()

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val") or self._story.styles.default
        before = child(properties, "pageBreakBefore")
        if switched(before) or (before is None and self._story.styles.find(style, "page_before")):
            self.paper.turn(explicit=False)
        self.paper.separate()
        number = self._number(properties, style)
        start = self.paper.length
        if number:
            self.paper.write(f"{number} ")
        sheet, title_at = len(self.paper.sheets), self.paper.length
        boxes: list[etree._Element] = []
        around, self._ground = self._ground, word_hidden.shaded(child(properties, "shd"), self._ground)
        self._runs(paragraph, style, boxes)
        if len(self.paper.sheets) == sheet:
            self._heading(properties, style, start, (number, title_at))
        self._ground = None  # a box may be filled
        for box in boxes:
            self._blocks(box)
        self._ground = around
        section = child(properties, "sectPr")
        if section is not None and attribute(child(section, "type"), "val") not in ("continuous", "nextColumn"):
            self.paper.turn(explicit=False)

    def _number(self, properties: etree._Element | None, style: str) -> str:
        """The paragraph's number as printed. Number 0 switches a style's list off."""
        own = child(properties, "numPr")
        list_id = attribute(child(own, "numId"), "val")
        level = whole(attribute(child(own, "ilvl"), "val"))
        if list_id is None:
            inherited = self._story.styles.find(style, "list_id")
            list_id = inherited if isinstance(inherited, str) else None
        if list_id is None or list_id == "0":
            return ""
        if level is None:
            inherited_level = self._story.styles.find(style, "list_level")
            level = inherited_level if isinstance(inherited_level, int) else self._linked_level(list_id, style)
        return self._story.lists.next(list_id, level)

    def _linked_level(self, list_id: str, style: str) -> int:
        """The level whose definition names the style, else the outermost."""
        levels = self._story.lists.kinds.get(self._story.lists.used.get(list_id, ""), {})
        return next((number for number, level in levels.items() if level.style == style), 0)

    def _heading(self, properties: etree._Element | None, style: str, start: int, numbered: tuple[str, int]) -> None:
        outline = whole(attribute(child(properties, "outlineLvl"), "val"))
        if outline is None:
            inherited = self._story.styles.find(style, "outline")
            outline = inherited if isinstance(inherited, int) else None
        number, title_at = numbered
        title = " ".join(self.paper.since(title_at).split()) if outline is not None else ""
        if outline is not None and 0 <= outline < 9 and title and self.paper.length - start < 400:
            self.paper.heading(start, number.rstrip(".:、．"), title, outline + 1)

    def _runs(self, parent: etree._Element, style: str, boxes: list[etree._Element]) -> None:
        """The runs of a paragraph, with what wraps them."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Fault("damaged")
        for each in parent:
            name = local(each)
            if name in _GONE:
                self.counts["deleted"] += 1
            elif name == "r" and child(each, "t") is None and child(each, "rPr") is None and _math(each):
                self._runs(each, style, boxes)
            elif name == "r":
                self._run(each, style, boxes)
            elif name == "t":
                self.paper.write(each.text or "")
            elif name == "AlternateContent":
                self._runs(_chosen(each), style, boxes)
            elif name in _INTO:
                self.counts["inserted"] += name in ("ins", "moveTo")
                self._runs(each, style, boxes)
        self._depth -= 1

    def _run(self, run: etree._Element, style: str, boxes: list[etree._Element]) -> None:
        start, sheet = self.paper.length, len(self.paper.sheets)
        for each in run:
            self._run_part(each, boxes)
        if len(self.paper.sheets) != sheet or self.paper.length == start:
            return
        if code := word_hidden.code(child(run, "rPr"), style, self._story.styles, self._ground):
            self.paper.flag(code, start)

    def _run_part(self, each: etree._Element, boxes: list[etree._Element]) -> None:
        match local(each):
            case "t":
                self.paper.write((each.text or "").replace("\n", " "))
            case "tab" | "ptab":
                self.paper.write("\t")
            case "br":
                if attribute(each, "type") == "page":
                    self.paper.turn(explicit=True)
                else:
                    self.paper.write("\n" if self.paper.separator == "\n" else " ")
            case "cr":
                self.paper.write("\n" if self.paper.separator == "\n" else " ")
            case "lastRenderedPageBreak":
                self.paper.turn(explicit=False)
            case "noBreakHyphen":
                self.paper.write("-")
            case "sym":
                self.paper.write(_symbol(attribute(each, "char") or ""))
            case "footnoteReference":
                self._note(self._story.footnotes.get(attribute(each, "id") or ""), self._notes)
            case "endnoteReference":
                self._note(self._story.endnotes.get(attribute(each, "id") or ""), self._late)
            case "commentReference":
                comment = self._story.comments.get(attribute(each, "id") or "")
                if comment is not None:
                    self._notes.append((f"Comment, {attribute(comment, 'author') or '?'}:", comment, "comment"))
            case "AlternateContent":
                for inner in _chosen(each):
                    self._run_part(inner, boxes)
            case "drawing" | "pict" | "object":
                found = [inner for inner in each.iter() if local(inner) == "txbxContent"]
                boxes.extend(found)
                self.counts["pictures"] += any(local(inner) in ("blip", "imagedata") for inner in each.iter())

    def _note(self, note: etree._Element | None, notes: list[tuple[str, etree._Element, str]]) -> None:
        if note is None:
            return
        self._marks += 1
        mark = f"[{self._marks}]"
        self.paper.write(mark)
        notes.append((mark, note, ""))

    def _write_notes(self) -> None:
        notes, self._notes = self._notes, []
        for mark, note, flag in notes:
            self.paper.new_line()
            start = self.paper.length
            self.paper.write(f"{mark} ")
            self._aside(note, " ")
            if flag:
                self.paper.flag(flag, start)

    def _aside(self, story: etree._Element, separator: str) -> None:
        """A header, footer or note: pages do not end in it, and notes within it are passed over."""
        outer, self.paper.separator = self.paper.separator, separator
        held, self._notes = self._notes, []
        self.paper.inside += 1
        self._blocks(story)
        self.paper.inside -= 1
        self.paper.forget_waiting()
        self._notes = held
        self.paper.separator = outer


def _unwrapped(parent: Iterable[etree._Element], depth: int = 0) -> Iterator[etree._Element]:
    """Rows or cells, also those inside content controls."""
    for each in parent:
        if local(each) in ("sdt", "sdtContent", "customXml", "ins") and depth < 10:
            yield from _unwrapped(each, depth + 1)
        else:
            yield each


def _chosen(element: etree._Element) -> etree._Element:
    """One of the alternatives: both hold the same text."""
    choice = child(element, "Choice")
    fallback = child(element, "Fallback")
    return choice if choice is not None else fallback if fallback is not None else element


def _math(run: etree._Element) -> bool:
    return isinstance(run.tag, str) and "/math" in run.tag


def _symbol(code: str) -> str:
    known = _SYMBOLS.get(code.lower())
    if known:
        return known
    try:
        point = int(code, 16)
    except ValueError:
        return "\ufffd"
    return chr(point) if 0x20 <= point < 0xD800 else "\ufffd"
