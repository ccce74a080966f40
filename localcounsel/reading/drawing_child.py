"""One drawer: takes the bytes of one hostile file, paints one of its pages, sends the raster, and ends.

Contained and limited as a reader is: no path, no name, no socket, no file, no program.
"""

from __future__ import annotations

import ctypes
import io
import sys
from collections.abc import Mapping
from typing import Any

from localcounsel.core import wire

PIECE = 4 * 1024 * 1024
"""Bytes of raw content in one frame."""
LEAST_SIDE = 1.0
"""Points: a page smaller than that shows nothing."""
GREYS = 16
"""Shades that print without colours is shown in; more cannot be told apart and take longer to send."""
NEARLY_GREY = 24
"""Of 255: two of a pixel's three colours that differ by no more."""


class _Fault(Exception):
    """The page cannot be drawn, for one of the reasons in `sentences.FAULTS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def main() -> int:
    """Serve one request on stdin and stdout. Returns the exit code."""
    from localcounsel.reading.child import _private_output

    stream = _private_output()
    from localcounsel.errors import Containment
    from localcounsel.sandbox.bootstrap import contain
    from localcounsel.sandbox.limits import limit

    def send(message: Mapping[str, Any], content: bytes = b"") -> None:
        stream.write(wire.encode(message))
        for start in range(0, len(content), PIECE):
            stream.write(wire.encode_bytes(content[start : start + PIECE]))
        stream.flush()

    try:
        contain("reader")
    except Containment:
        send({"kind": "error", "fault": "containment"})
        return 1
    request = wire.read(sys.stdin.buffer)
    if request is None:
        return 0
    limit(memory_bytes=request["memory_bytes"], cpu_seconds=request["cpu_seconds"], open_files=64, file_bytes=0)
    try:
        width, height, colours = _drawn(request, _content(request["content"]))
        count, colours = _with_few(width, height, colours, request["palette"]) if request["palette"] else (0, colours)
    except _Fault as fault:
        send({"kind": "error", "fault": fault.code})
    except MemoryError:
        send({"kind": "error", "fault": "memory"})
    else:
        drawn = {"kind": "drawn", "width": width, "height": height, "palette": count, "content": len(colours)}
        send(drawn, colours)
    return 0


def _content(length: int) -> bytes:
    pieces = bytearray()
    while len(pieces) < length:
        piece = wire.read_bytes(sys.stdin.buffer)
        if not piece:
            raise wire.BrokenFrame("the file's bytes stopped")
        pieces += piece
    return bytes(pieces)


def _drawn(request: Mapping[str, Any], content: bytes) -> tuple[int, int, bytes]:
    """Width, height and the colours, three bytes a pixel, rows from the top."""
    if request["media"] == "pdf":
        return _of_pdf(content, request)
    return _of_picture(content, request)


def _fitting(wide: float, high: float, request: Mapping[str, Any]) -> tuple[int, int]:
    """Pixels of a page of these proportions: as wide as asked for, within the most that may be sent."""
    if not (wide >= LEAST_SIDE and high >= LEAST_SIDE):
        raise _Fault("no_pages")
    scale = min(request["width"] / wide, (request["pixels"] / (wide * high)) ** 0.5)
    return max(1, int(wide * scale)), max(1, int(high * scale))


def _of_pdf(content: bytes, request: Mapping[str, Any]) -> tuple[int, int, bytes]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(content, password=request["password"])
    except pypdfium2.PdfiumError as error:
        raise _Fault("needs_password" if error.err_code == pdfium.FPDF_ERR_PASSWORD else "damaged") from error
    page = pdfium.FPDF_LoadPage(document.raw, request["page"] - 1)
    if not page:
        raise _Fault("damaged")
    if pdfium.FPDFPage_GetAnnotCount(page):
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)  # form fields are painted only once flattened
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(document.raw, request["page"] - 1)
    width, height = _fitting(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page), request)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise MemoryError
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    options = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, options)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    held = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    return width, height, b"".join(held[row * stride : row * stride + 3 * width] for row in range(height))


def _of_picture(content: bytes, request: Mapping[str, Any]) -> tuple[int, int, bytes]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = 60_000_000
    formats = {"png": "PNG", "jpeg": "JPEG", "tiff": "TIFF"}
    try:
        with Image.open(io.BytesIO(content), formats=[formats[request["media"]]]) as picture:
            picture.seek(request["page"] - 1)
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            white = Image.new("RGBA", upright.size, "white")
            white.alpha_composite(upright)
            size = _fitting(*upright.size, request)
            return *size, white.convert("RGB").resize(size).tobytes()
    except Image.DecompressionBombError as error:
        raise _Fault("pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise _Fault("picture") from error


def _with_few(width: int, height: int, colours: bytes, most: int) -> tuple[int, bytes]:
    """At most so many colours: how many, and the palette with one byte a pixel behind it."""
    from PIL import Image, ImageChops

    picture = Image.frombuffer("RGB", (width, height), colours, "raw", "RGB", 0, 1)
    red, green, blue = picture.split()
    apart = [ImageChops.difference(*pair) for pair in ((red, green), (green, blue), (red, blue))]
    if not any(any(difference.histogram()[NEARLY_GREY + 1 :]) for difference in apart):
        steps = min(most, GREYS) - 1
        which = picture.convert("L").point([(light * steps + 127) // 255 for light in range(256)]).tobytes()
        return steps + 1, b"".join(bytes([each * 255 // steps] * 3) for each in range(steps + 1)) + which
    few = picture.quantize(most, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    which = few.tobytes()
    count = max(which) + 1
    return count, bytes((few.getpalette() or []) + [0] * 3 * count)[: 3 * count] + which


if __name__ == "__main__":
    sys.exit(main())
