"""The picture that other sites show beside a link to an edition: 1200 by 630, drawn here, in the reader's language.

Pillow is imported where it is used, so that the site starts without it.
"""

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from battle.editions.models import Edition
from battle.templatetags.venue import told_in_zone

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT, EDGE = 1200, 630, 72
FONT = Path(__file__).parent / "fonts" / "DejaVuSans-Bold.ttf"
BACKGROUND, TEXT, QUIET, LIGHT = "#0a0c08", "#f8f9f0", "#c3c8b6", "#c8f04a"
MOST_LINES, SMALLEST = 3, 22
# Part of the digest: a new drawing is a new picture though it tells the same.
DRAWING = 1


@dataclass(frozen=True, slots=True)
class Told:
    """What the picture says."""

    name: str
    place: str
    when: str
    site: str

    @property
    def digest(self) -> str:
        told = json.dumps([DRAWING, asdict(self)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def what_it_tells(edition: Edition) -> Told:
    """The words, in the language that is active."""
    return Told(
        name=_plain(edition.name),
        place=_plain(f"{edition.venue}, {edition.city}, {edition.country_name}"),
        when=told_in_zone(edition.show_starts_at, edition.time_zone),
        site=str(settings.SITE_NAME) or _("AI Startup Battle"),
    )


def draw(told: Told) -> bytes:
    """The picture as a PNG."""
    from PIL import ImageDraw

    canvas = _hall().copy()
    pen = ImageDraw.Draw(canvas)
    pen.polygon([(EDGE + 22, EDGE - 6), (EDGE + 36, EDGE + 42), (EDGE + 8, EDGE + 42)], fill=LIGHT)
    pen.ellipse((EDGE - 4, EDGE + 37, EDGE + 48, EDGE + 48), fill=LIGHT)
    pen.text((EDGE + 66, EDGE + 22), told.site, font=_font(28), fill=TEXT, anchor="lm")
    when, place = _fitted(pen, told.when, 34, 1), _fitted(pen, told.place, 30, 2)
    lower = HEIGHT - EDGE
    top = _write_up(pen, place, lower, QUIET)
    top = _write_up(pen, when, top - 14, LIGHT)
    room = top - 34 - (EDGE + 80)
    name = _fitted(pen, told.name, 84, MOST_LINES, room=room)
    _write_up(pen, name, top - 34, TEXT)
    out = BytesIO()
    canvas.save(out, "PNG", optimize=True)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Set:
    """Lines of text and the size at which they fit."""

    lines: list[str]
    size: int

    @property
    def height(self) -> int:
        return round(self.size * 1.2)


def _fitted(pen: "ImageDraw", text: str, size: int, most_lines: int, *, room: int = HEIGHT) -> _Set:
    """The text at that size or, where it is too long, at a smaller one; at the smallest it ends in an ellipsis."""
    smallest = max(SMALLEST, round(size * 0.5))
    while True:
        lines = _wrapped(pen, text, _font(size))
        if len(lines) <= most_lines and len(lines) * size * 1.2 <= room:
            return _Set(lines, size)
        if size <= smallest:
            return _Set(_cut(pen, lines, most_lines, _font(size)), size)
        size -= 2


def _wrapped(pen: "ImageDraw", text: str, font: "FreeTypeFont") -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _fits(pen, longer, font):
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:  # a word wider than the picture is broken
            if not _fits(pen, lines[-1] + letter, font):
                lines.append("")
            lines[-1] += letter
    return lines


def _cut(pen: "ImageDraw", lines: list[str], most_lines: int, font: "FreeTypeFont") -> list[str]:
    if len(lines) <= most_lines:
        return lines
    last = lines[most_lines - 1]
    while last and not _fits(pen, last + "…", font):
        last = last[:-1]
    return [*lines[: most_lines - 1], last.rstrip() + "…"]


def _fits(pen: "ImageDraw", text: str, font: "FreeTypeFont") -> bool:
    return pen.textlength(text, font=font) <= WIDTH - 2 * EDGE


def _write_up(pen: "ImageDraw", written: _Set, bottom: int, colour: str) -> int:
    """Write lines so that the last ends at `bottom`; returns where the first begins."""
    for line in reversed(written.lines):
        pen.text((EDGE, bottom), line, font=_font(written.size), fill=colour, anchor="ls")
        bottom -= written.height
    return bottom


@lru_cache(maxsize=64)
def _font(size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(FONT, size)


@lru_cache(maxsize=1)
def _hall() -> "Image":
    """The dark hall with its one beam of light, as on the site's pages."""
    from PIL import Image, ImageDraw, ImageFilter

    hall = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    beam = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(beam)
    pen.polygon([(880, -40), (720, HEIGHT + 40), (1190, HEIGHT + 40)], fill=62)
    pen.ellipse((640, HEIGHT - 70, 1270, HEIGHT + 70), fill=90)
    light = Image.new("RGB", (WIDTH, HEIGHT), LIGHT)
    hall.paste(light, mask=beam.filter(ImageFilter.GaussianBlur(48)))
    return hall


def _plain(text: str) -> str:
    """Without what is no letter and moves others about: control and direction marks."""
    return "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
