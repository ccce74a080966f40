"""A picture file (PNG, JPEG, TIFF) to pages without text: every frame is a scanned page."""

from __future__ import annotations

import io

from PIL import Image, ImageSequence, UnidentifiedImageError

from localcounsel.reading.outlet import Drawn, Fault, Outlet, Request, Sheet

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 12_000
_FORMATS = {"png": "PNG", "jpeg": "JPEG", "tiff": "TIFF"}


def read(content: bytes, request: Request, outlet: Outlet) -> None:
    """Send a page for every frame, drawn when the desk wants to recognise it."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[request.media]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Fault("pixels")
            frames = int(getattr(picture, "n_frames", 1))
            outlet.opened(frames)
            if frames > 1:
                outlet.warning("frames", frames)
            for frame in ImageSequence.Iterator(picture):
                frame.load()  # a cut-off picture is damaged also when nobody will read it
                drawn = _drawn(frame) if request.pictures else None
                outlet.page(Sheet(state="unread", reason="scan", drawn=drawn))
    except Image.DecompressionBombError as error:
        raise Fault("pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise Fault("picture") from error


def _drawn(frame: Image.Image) -> Drawn:
    """The frame upright, in grey on white, at its own size or the largest allowed."""
    turned = _upright(frame)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        clear = turned.convert("RGBA")
        turned = Image.new("RGBA", clear.size, "white")
        turned.alpha_composite(clear)
    grey = turned.convert("L")
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    dots = frame.info.get("dpi", (0, 0))[0]
    dots = int(dots) if 70 <= float(dots) <= 1200 else max(min(max(grey.size) // 11, 600), 70)
    return Drawn(grey.width, grey.height, dots, grey.tobytes())


def _upright(frame: Image.Image) -> Image.Image:
    """As the camera held it, by the EXIF orientation."""
    turns = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}
    turn = turns.get(frame.getexif().get(0x0112, 1))
    return frame.copy() if turn is None else frame.transpose(turn)
