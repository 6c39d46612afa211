"""Moments in the venue's zone, with the zone named, and money in the reader's format."""

import zoneinfo
from datetime import datetime
from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency
from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

register = template.Library()


def zone_label(moment: datetime, zone: str) -> str:
    """A zone's name with its distance to UTC at that moment: “Europe/Madrid, UTC+1”."""
    offset = moment.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "−"
    return f"{zone.replace('_', ' ')}, UTC{sign}{hours}{f':{rest:02d}' if rest else ''}"


@register.simple_tag
def told_in_zone(moment: datetime, zone: str) -> str:
    """A moment as people at the venue read it, in the reader's language."""
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    # The format is localised, the moment must stay in the venue's zone: date_format converts nothing.
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} ({zone_label(moment, zone)})"


@register.simple_tag
def venue_time(moment: datetime, zone: str) -> SafeString:
    """The moment in the venue's zone; static/js/times.js puts the reader's own beside it where it differs."""
    return format_html(
        '<time datetime="{}" data-zone="{}" data-own="{}">{}</time>',
        moment.isoformat(),
        zone,
        _("(your time: {time})"),
        told_in_zone(moment, zone),
    )


@register.simple_tag
def venue_date(moment: datetime, zone: str) -> SafeString:
    """Only the day, as it is at the venue."""
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    return format_html(
        '<time datetime="{}">{}</time>',
        local.date().isoformat(),
        formats.date_format(local.date(), "DATE_FORMAT"),
    )


@register.simple_tag
def money(amount: Decimal, currency: str) -> str:
    """An amount as the reader's language writes it; without decimals where it has none."""
    locale = Locale.parse(to_locale(get_language() or "en"))
    pattern = locale.currency_formats["standard"].pattern
    if amount == amount.to_integral_value():
        pattern = pattern.replace("0.00", "0")
    return format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
