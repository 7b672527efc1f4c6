"""The bytes of a picture → its pages in grey, bounded before anything is decoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from extract.errors import RefusedFile, UnreadableFile
from extract.readers.scan_sheet import INK, Grey

_MAX_PIXELS = 64_000_000  # A3 at 400 dpi has 31 million
_WORK_PIXELS = 20_000_000
_MAX_FRAMES = 40
_LEAST_WIDTH, _LEAST_HEIGHT = 240, 60  # pixels of a picture of a table
_SMALL = 480  # pixels, enough to tell a photo from a table
_LEAST_PAPER, _MOST_MIDDLE, _MOST_INK = 0.5, 0.3, 0.35
_DARK, _LIGHT = 70, 200


def data_to_frames(data: bytes) -> Iterator[Grey]:
    """Each page of a picture in grey, on white where it is transparent, turned as its camera says.

    Of an animation it is the first picture. Raises UnreadableFile for a damaged one, RefusedFile above 64 million
    pixels or 40 pages.
    """
    with _opened(data) as image:
        count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if count > _MAX_FRAMES:
            raise RefusedFile(f"is a picture of {count} pages, more than the {_MAX_FRAMES} allowed; cut it by hand")
        for number in range(count):
            yield _decoded(image, number)


def frame_to_media_type(data: bytes) -> str:
    """The media type of a picture, by its content."""
    with _opened(data) as image:
        return Image.MIME.get(image.format or "", "image/png")


def may_show_text(grey: Grey) -> bool:
    """Whether a picture is large enough for a table and mostly paper: no icon, QR code or photo is."""
    height, width = grey.shape
    if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        return False
    step = max(1, min(height, width) // _SMALL)
    small = grey[::step, ::step].astype(np.float32) / max(1.0, float(np.percentile(grey[::step, ::step], 95))) * 250
    paper, ink = float((small > _LIGHT).mean()), float((small < INK).mean())
    middle = float(((small > _DARK) & (small < _LIGHT)).mean())
    return paper >= _LEAST_PAPER and middle <= _MOST_MIDDLE and 0.001 < ink <= _MOST_INK


def _opened(data: bytes) -> Image.Image:
    """The picture with its header read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise RefusedFile(
            f"is a picture of more than {_MAX_PIXELS // 10**6} million pixels; make it smaller"
        ) from error
    except UnidentifiedImageError as error:  # its message names a buffer of ours
        raise UnreadableFile("is a damaged picture (nothing follows its first bytes); fetch it again") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableFile(f"is a damaged picture ({error}); fetch it again") from error
    return image


def _decoded(image: Image.Image, number: int) -> Grey:
    try:
        image.seek(number)
        width, height = image.size
        if width * height > _MAX_PIXELS:
            raise RefusedFile(
                f"is a picture of {width:,} by {height:,} pixels, more than the {_MAX_PIXELS // 10**6} million allowed;"
                " make it smaller"
            )
        if image.format == "JPEG":
            image.draft("L", (min(width, 5000), min(height, 5000)))
        grey = _to_grey(ImageOps.exif_transpose(image))
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise UnreadableFile(f"is a damaged picture ({error}); fetch it again") from error
    if (excess := grey.width * grey.height / _WORK_PIXELS) > 1:
        grey = grey.resize((round(grey.width / excess**0.5), round(grey.height / excess**0.5)), Image.Resampling.BOX)
    return np.asarray(grey, np.uint8)


def _to_grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        levels = np.asarray(image, np.float32)
        return Image.fromarray((levels / max(1.0, float(levels.max())) * 255).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("L")
    return image.convert("L")
