"""Company logos: which bytes can be drawn in a report. Another file than PNG or JPEG is left out, never an error."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 16_000_000
KINDS = ("PNG", "JPEG")


def usable_logo(content: bytes | None) -> bytes | None:
    """Return a logo as a small PNG, or None where there is none or it cannot be read.

    It is decoded and written anew, so that nothing but its pixels enters a report.
    """
    if not content or len(content) > MAX_BYTES:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return None
            picture.thumbnail((1200, 400))
            stream = io.BytesIO()
            picture.convert("RGBA").save(stream, format="PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return stream.getvalue()
