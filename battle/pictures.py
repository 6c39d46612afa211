"""Pictures that people send in are drawn anew: what is stored and served was never anybody's file.

Pillow is imported where it is used, so that the site starts without it.
"""

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from battle.problems import Refused

if TYPE_CHECKING:
    from PIL.Image import Image

# Read by content; SVG is a program and not among them.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
ACCEPTED = "image/png,image/jpeg,image/webp,image/gif"
MOST_BYTES = 5_000_000
# A photograph of any telephone; unpacked it takes some 150 MB for a moment.
MOST_PIXELS = 25_000_000


def reencode(upload: UploadedFile, *, longest_side: int, field: str = "") -> bytes:
    """A picture's first frame as a PNG of at most that size, without anything else the file carried.

    Raises
    ------
    Refused : ``picture_too_large``, ``too_many_pixels`` or ``not_a_picture``, with `field` as given.
    """
    if (upload.size or 0) > MOST_BYTES:
        message = _("This picture is larger than %(most)d MB. Choose a smaller one.")
        raise _refused("picture_too_large", message % {"most": MOST_BYTES // 1_000_000}, field)
    upload.seek(0)
    data = upload.read(MOST_BYTES + 1)
    with warnings.catch_warnings():
        from PIL import Image

        # Pillow only warns of a bomb up to twice its limit.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                # Only the header is read so far: whoever claims too much is never unpacked.
                if picture.width * picture.height > MOST_PIXELS:
                    raise _too_many_pixels(field)
                return _drawn_anew(picture, longest_side)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise _too_many_pixels(field) from bomb
        except Refused:
            raise
        except Exception as error:  # a broken file makes the decoders raise anything
            message = _("This is not a picture that can be read. Choose a PNG, JPEG, WebP or GIF file.")
            raise _refused("not_a_picture", message, field) from error


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height of a picture that `reencode` made: they stand in the header of every PNG."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def _drawn_anew(picture: "Image", longest_side: int) -> bytes:
    from PIL import Image, ImageOps

    # A JPEG is unpacked at half, a quarter or an eighth of its size where that is still enough.
    picture.draft(None, (longest_side * 2, longest_side * 2))
    picture.load()
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    pixels = picture if picture.mode == mode else picture.convert(mode)
    pixels.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    pixels = ImageOps.exif_transpose(pixels)
    # A new canvas carries no comment, profile or second picture of the file.
    clean = Image.new(mode, pixels.size)
    clean.paste(pixels)
    out = BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()


def _too_many_pixels(field: str) -> Refused:
    message = _("This picture has more than %(most)d million pixels. Choose a smaller one.")
    return _refused("too_many_pixels", message % {"most": MOST_PIXELS // 1_000_000}, field)


def _refused(code: str, message: str, field: str) -> Refused:
    return Refused(code, message, field=field, http_status=422)
