"""The public board prepared for a page: the first paint, and what the browser needs to go on from there."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from battle.editions.models import Edition
from battle.leaderboard.boards import boards
from battle.leaderboard.honesty import learned_from_invented
from battle.leaderboard.projection import Audience, Board
from battle.leaderboard.words import board_words
from scoring.service import questionnaire

QUESTIONNAIRE = "v1"
# More places than this are set on one line each.
MANY = 6


def page(edition: Edition) -> dict[str, Any]:
    """The template's context for one edition's board in the active language."""
    feed = boards.of_slug(edition.slug, Audience.PUBLIC)
    board: Board = json.loads(feed.newest) if feed else {}
    words = board_words()
    language = get_language() or "en"
    questions = _texts(board["questionnaire"] or QUESTIONNAIRE, language)
    sections = _sections(board["questionnaire"] or QUESTIONNAIRE, language)
    rows = [_row(row, board, words) for row in in_order(board["contenders"])]
    named = {row["key"]: row for row in rows}
    stage = named.get(board["on_stage"])
    address = settings.PUBLIC_URL.rstrip("/") + reverse("live:phone", args=[edition.slug])
    return {
        "edition": edition,
        "board": board,
        "synthetic": bool(board["model"]) and learned_from_invented(board["model"]),
        "rows": rows,
        "words": words,
        "stage": stage,
        "winner": named.get(board["winner"]),
        "question": questions.get(board["question"], ""),
        "headline": words.get(f"{board['phase']}_title", ""),
        "standfirst": words.get(f"{board['phase']}_text", ""),
        "starts": _starts(edition),
        "list_title": _list_title(board, words),
        "tight": len(rows) > MANY,
        "sections": [
            {"key": key, "title": title, "text": stage["section_texts"].get(key, "") if stage else ""}
            for key, title in sections.items()
        ],
        "address": address,
        "short_address": address.split("://", 1)[1].rstrip("/"),
        "live": {
            "board": board,
            "words": words,
            "questions": questions,
            "language": language,
            "stream": f"/live/{edition.slug}/stream",
            "json": reverse("live:board", args=[edition.slug]),
        },
    }


def in_order(contenders: Iterable[Board]) -> list[Board]:
    """As a list of places shows them: who is ranked by rank, then the others by running order."""
    return sorted(contenders, key=lambda row: (row["rank"] is None, row["rank"] or row["order"]))


def points(value: float | None) -> str:
    return "" if value is None else formats.number_format(value, decimal_pos=2, use_l10n=True)


def signed(value: float) -> str:
    return f"+{points(value)}" if value > 0 else points(value)


def _row(row: Board, board: Board, words: dict[str, str]) -> dict[str, Any]:
    to_come = row["one_liner"] if board["phase"] == "waiting" else words["up_next"]
    standing = {"on_stage": words["on_stage"], "waiting": to_come}.get(row["state"], "")
    answered = words["answered"].format(answered=row["answered"], questions=board["questions"])
    places, scored, revealed = abs(row["move"]), row["low"] is not None, board["phase"] == "revealed"
    ends = {"low": points(row["low"]), "high": points(row["high"])}
    return row | {
        "place": row["rank"] or row["order"],
        "score_text": points(row["score"]),
        "band_text": words["between"].format(**ends) if scored else "",
        "range_text": words["range"].format(**ends) if scored else "",
        "progress": answered,
        "answered_text": "" if revealed or row["state"] == "waiting" else answered,
        "standing": "" if revealed else standing,
        "move_text": (words["up"] if row["move"] > 0 else words["down"]).format(places=places)
        if places
        else "",
        "close": any(lower == row["key"] for _above, lower in board["close"]),
        "section_texts": {name: signed(value) for name, value in (row["sections"] or {}).items()},
    }


def _starts(edition: Edition) -> str:
    """When the show starts, on the clock of the hall, with its zone named."""
    there = timezone.localtime(edition.show_starts_at, edition.zone)
    # Translators: date, time and time zone of the show, such as "24 November 2026, 19:00 (Europe/Madrid)".
    return _("{date}, {time} ({zone})").format(
        date=formats.date_format(there, "DATE_FORMAT"),
        time=formats.date_format(there, "TIME_FORMAT"),
        zone=edition.time_zone,
    )


def _list_title(board: Board, words: dict[str, str]) -> str:
    if board["phase"] == "revealed":
        return words["final_ranking"]
    ranked = any(row["rank"] for row in board["contenders"])
    return words["ranking"] if ranked else words["running_order"]


def _texts(version: str, language: str) -> dict[str, str]:
    return {question.key: question.text[language] for question in questionnaire(version).questions}


def _sections(version: str, language: str) -> dict[str, str]:
    return {section.key: section.title[language] for section in questionnaire(version).sections}
