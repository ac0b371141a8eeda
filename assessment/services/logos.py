"""A logo out of a file of somebody: looked at closely, and drawn anew, so that nothing comes along.

What is kept is a PNG that we wrote: no metadata, no second picture, no profile, no bytes of theirs.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from assessment.core.advice import LOGO_MAX

MOST_BYTES = 1_000_000
MOST_PIXELS = 4_000  # along either side, of what comes in
SIDE = 600  # of what is kept
_KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


class BadLogo(ValueError):
    """This is no logo that we can use; the message is Dutch and says what to do."""


def read_logo(raw: bytes) -> bytes:
    """The logo as a PNG of at most 600 pixels and 200 kB. Raises BadLogo."""
    if len(raw) > MOST_BYTES:
        raise BadLogo("Dit bestand is te groot. Kies een logo van hooguit 1 MB.")
    kind = next((kind for begin, kind in _KINDS.items() if raw.startswith(begin)), None)
    if kind is None:
        if b"<svg" in raw[:2000].lower():
            raise BadLogo(
                "Een SVG-bestand kunnen wij niet veilig tonen. Bewaar het logo als PNG of JPEG."
            )
        raise BadLogo("Dit is geen PNG of JPEG. Bewaar het logo als PNG of JPEG.")
    return _small_enough(_drawn(raw, kind))


def _drawn(raw: bytes, kind: str) -> Image.Image:
    """The first picture in it, on white. Its size is looked at before anything is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(raw), formats=[kind]) as found:
                if max(found.size) > MOST_PIXELS:
                    raise BadLogo(
                        f"Dit logo is te groot. Hooguit {MOST_PIXELS} bij {MOST_PIXELS} punten kan."
                    )
                # The engine of the PDFs allows half a picture, for all that runs beside it.
                ImageFile.LOAD_TRUNCATED_IMAGES = False
                found.draft("RGB", (SIDE, SIDE))
                picture = ImageOps.exif_transpose(found).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning) as fault:
        if isinstance(fault, BadLogo):
            raise
        raise BadLogo(
            "Dit logo is beschadigd. Bewaar het opnieuw, en probeer het nog eens."
        ) from None
    except Image.DecompressionBombError:
        raise BadLogo("Dit logo is te groot om uit te pakken. Maak het eerst kleiner.") from None
    picture.thumbnail((SIDE, SIDE))
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _small_enough(picture: Image.Image) -> bytes:
    """Fewer colours first, and then smaller: a logo has large even surfaces."""
    made = _png(picture)
    side = SIDE
    while len(made) > LOGO_MAX:
        picture.thumbnail((side, side))
        made = _png(picture.quantize(256))
        side = side * 3 // 4
    return made


def _png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()
