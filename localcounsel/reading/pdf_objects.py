"""What is painted on a PDF page, in which order and colour: the ground on which hidden text is recognised."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

MOST_OBJECTS = 20_000
"""Looked at on one page."""
MOST_SEGMENTS = 400
"""Of one path; a drawing with more is no box."""
DEEPEST = 6
"""Forms within forms."""

Box = tuple[float, float, float, float]
"""(left, bottom, right, top) in points of the page."""
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Ink:
    """A run of text as painted."""

    order: int
    box: Box
    colour: tuple[int, int, int] | None
    """None where it is a pattern or cannot be told."""
    alpha: int
    mode: int
    """The PDF text rendering mode; 3 paints nothing."""
    size: float
    """Points on the page."""
    clip: Box | None = None
    """What of the page it may paint on; None where that is all of it."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A filled shape or a picture."""

    order: int
    box: Box
    colour: tuple[int, int, int] | None
    """None where it has several or cannot be told."""
    opaque: bool
    """It hides what lies under the whole of `box`."""
    picture: bool = False
    clear: bool = False
    """A picture with clear parts, a signature perhaps."""


@dataclass(slots=True)
class Painted:
    """Everything on one page that matters here."""

    inks: dict[int, Ink] = field(default_factory=dict)
    """By the address of the page object, as the text page names it."""
    covers: list[Cover] = field(default_factory=list)
    drawings: int = 0
    """Paths and shadings of any kind."""
    complete: bool = True
    """False when the page has more objects than were looked at."""

    @property
    def pictures(self) -> list[Cover]:
        return [cover for cover in self.covers if cover.picture]


def painted(document: pdfium.FPDF_DOCUMENT, page: pdfium.FPDF_PAGE) -> Painted:
    """The page's text runs, boxes and pictures in the order in which they are painted."""
    found = Painted()
    for order, (item, matrix) in enumerate(_objects(page)):
        if order >= MOST_OBJECTS:
            found.complete = False
            break
        match pdfium.FPDFPageObj_GetType(item):
            case pdfium.FPDF_PAGEOBJ_TEXT:
                found.inks[ctypes.addressof(item.contents)] = _ink(item, matrix, order)
            case pdfium.FPDF_PAGEOBJ_PATH:
                found.drawings += 1
                found.covers += _boxes(item, matrix, order)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                opaque = not pdfium.FPDFPageObj_HasTransparency(item)
                box = _moved(_bounds(item), matrix)
                over = opaque and any(meet(box, ink.box) for ink in found.inks.values())
                clear = over and (_one_bit(item, page) or _has_clear_parts(item, document, page))
                found.covers.append(Cover(order, box, None, opaque, True, clear))
            case pdfium.FPDF_PAGEOBJ_SHADING:
                found.drawings += 1
                found.covers.append(Cover(order, _moved(_bounds(item), matrix), None, False))
    return found


def _objects(page: pdfium.FPDF_PAGE) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    for index in range(max(pdfium.FPDFPage_CountObjects(page), 0)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if item:
            yield from _unfolded(item, IDENTITY, 0)


def _unfolded(
    item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix, depth: int
) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    """The object, or what a form holds, with the matrix from its coordinates to the page's."""
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
        yield item, matrix
        return
    if depth >= DEEPEST:
        return
    inner = product(_matrix(item), matrix)
    for index in range(max(pdfium.FPDFFormObj_CountObjects(item), 0)):
        part = pdfium.FPDFFormObj_GetObject(item, index)
        if part:
            yield from _unfolded(part, inner, depth + 1)


def _ink(item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix, order: int) -> Ink:
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(item, ctypes.byref(size))
    across = product(_matrix(item), matrix)
    colour, alpha = _fill(item)
    clip = _clip(item)
    return Ink(
        order=order,
        box=_moved(_bounds(item), matrix),
        colour=colour,
        alpha=alpha,
        mode=pdfium.FPDFTextObj_GetTextRenderMode(item),
        size=abs(size.value) * abs(across[0] * across[3] - across[1] * across[2]) ** 0.5,
        clip=None if clip is None else _moved(clip, matrix),
    )


def _boxes(item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix, order: int) -> Iterator[Cover]:
    """The filled boxes of a path. Other shapes are a ground of unknown colour and hide nothing for certain."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)) or not fill.value:
        return
    colour, alpha = _fill(item)
    opaque = colour is not None and alpha >= 250 and not pdfium.FPDFPageObj_HasTransparency(item)
    count = pdfium.FPDFPath_CountSegments(item)
    boxes = list(_subpaths(item, count)) if 4 <= count <= MOST_SEGMENTS else []
    if not boxes:
        yield Cover(order, _moved(_bounds(item), matrix), None, False)
        return
    placed = product(_matrix(item), matrix)
    clip = _clip(item)
    for box in boxes:
        shown = _moved(box, placed)
        if clip is not None:
            shown = common(shown, _moved(clip, matrix))
        yield Cover(order, shown, colour, opaque)


def _subpaths(item: pdfium.FPDF_PAGEOBJECT, count: int) -> Iterator[Box]:
    """The bounds of each subpath that has a box's four or five points."""
    points: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count + 1):
        segment = pdfium.FPDFPath_GetPathSegment(item, index) if index < count else None
        kind = pdfium.FPDFPathSegment_GetType(segment) if segment else pdfium.FPDF_SEGMENT_MOVETO
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if 4 <= len(points) <= 6 and not curved:
                across, up = [point[0] for point in points], [point[1] for point in points]
                yield min(across), min(up), max(across), max(up)
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        if segment and pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            points.append((x.value, y.value))


def _clip(item: pdfium.FPDF_PAGEOBJECT) -> Box | None:
    """The bounds of what the object is clipped to; None where it is not clipped."""
    path = pdfium.FPDFPageObj_GetClipPath(item)
    clip: Box | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for which in range(min(max(pdfium.FPDFClipPath_CountPaths(path), 0), 20) if path else 0):
        across: list[float] = []
        up: list[float] = []
        for index in range(min(max(pdfium.FPDFClipPath_CountPathSegments(path, which), 0), MOST_SEGMENTS)):
            segment = pdfium.FPDFClipPath_GetPathSegment(path, which, index)
            if segment and pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                across.append(x.value)
                up.append(y.value)
        if across:
            box = (min(across), min(up), max(across), max(up))
            clip = box if clip is None else common(clip, box)
    return clip


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def common(one: Box, other: Box) -> Box:
    """Where two boxes overlap; a box of negative size where they do not."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _one_bit(item: pdfium.FPDF_PAGEOBJECT, page: pdfium.FPDF_PAGE) -> bool:
    about = pdfium.FPDF_IMAGEOBJ_METADATA()
    return bool(pdfium.FPDFImageObj_GetImageMetadata(item, page, ctypes.byref(about))) and about.bits_per_pixel == 1


def _has_clear_parts(item: pdfium.FPDF_PAGEOBJECT, document: pdfium.FPDF_DOCUMENT, page: pdfium.FPDF_PAGE) -> bool:
    """Whether any pixel is not fully opaque once the picture's own mask is applied."""
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, item)
    if not bitmap:
        return False
    try:
        if pdfium.FPDFBitmap_GetFormat(bitmap) not in (pdfium.FPDFBitmap_BGRA, pdfium.FPDFBitmap_BGRA_Premul):
            return False
        size = pdfium.FPDFBitmap_GetStride(bitmap) * pdfium.FPDFBitmap_GetHeight(bitmap)
        alpha = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), size)[3::4]
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return alpha.count(b"\xff") < 0.98 * len(alpha)


def _fill(item: pdfium.FPDF_PAGEOBJECT) -> tuple[tuple[int, int, int] | None, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(
        item, ctypes.byref(red), ctypes.byref(green), ctypes.byref(blue), ctypes.byref(alpha)
    )
    return ((red.value, green.value, blue.value), alpha.value) if known else (None, 255)


def _bounds(item: pdfium.FPDF_PAGEOBJECT) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top))
    return left.value, bottom.value, right.value, top.value


def _matrix(item: pdfium.FPDF_PAGEOBJECT) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def product(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(box: Box, matrix: Matrix) -> Box:
    if matrix == IDENTITY:
        return box
    a, b, c, d, e, f = matrix
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across, up = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(across), min(up), max(across), max(up)
