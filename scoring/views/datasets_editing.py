"""The editor's page: saved mapping, what was typed, preview and refusals, put together in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring.core.mapping_editing import find_faults, read_draft
from scoring.core.problems import MappingProblem, Problem
from scoring.core.questionnaire import load as questionnaire
from scoring.forms.datasets import OriginForm, beginnings
from scoring.forms.datasets_editor import Editor
from scoring.models import Upload
from scoring.uploads import actions, reading
from scoring.uploads.words import answer_words, cell_sentence, level_words, problem_text, unused_reason

SMALL_FILE = 1_000_000
SMALL_PACKED_FILE = 100_000
"""Bytes up to which a preview takes well under a second, so that it may follow every change."""


class EditorPage:
    """One answer of the editor. Made anew for each request."""

    def __init__(
        self,
        request: HttpRequest,
        upload: Upload,
        sent: Mapping[str, str] | None = None,
        *,
        importing: bool = False,
    ) -> None:
        self.request, self.upload = request, upload
        self.data = bytes(upload.data)
        head = reading.head(upload.filename, self.data, reading.file_of(upload.mapping))
        fields = dict(sent.items()) if sent is not None else {}
        self.editor = Editor(upload.mapping, head, fields)
        said = {**{name: getattr(upload, name) for name in actions.ORIGIN}, **fields}
        # What must be said of the rows' origin is asked for by the import, and not by a preview.
        self.origin = OriginForm(said if importing else None, initial=said, labels=self.editor.outcomes)
        self.text, self.as_text = upload.mapping, False
        self.text_errors: list[str] = []
        self.seen: reading.Look | None = None
        self.stale: Refused | None = None
        self.status = 422

    @property
    def sent_rev(self) -> int:
        rev = self.request.POST.get("rev", "")
        return int(rev) if rev.isdigit() and len(rev) < 10 else -1

    @property
    def previews_itself(self) -> bool:
        packed = self.data[:2] in (b"\x1f\x8b", b"PK")
        return len(self.data) <= (SMALL_PACKED_FILE if packed else SMALL_FILE)

    @property
    def label(self) -> str:
        return str(self.origin["label"].value() or "") if "label" in self.origin.fields else ""

    def look(self, text: str) -> None:
        """See what an import by this mapping would make of the file; where it is not finished, what is missing."""
        self.text = text
        missing = [fault for fault in find_faults(read_draft(text)) if fault.unfinished]
        if missing:
            return
        known = {key for key, _told in Editor(text, self.editor.head).outcomes}
        label = self.label if self.label in known else None
        today = timezone.now().date()
        self.seen = reading.look(self.upload.filename, self.data, text, label, today)

    def save(self) -> bool:
        """Keep what the fields say. Where that fails the page shows why, and `status` is the answer's."""
        text = self.editor.draft()
        if text is None:
            return False
        limits = {"name": 60, "label": 60, "licence": 200}
        origin = {
            name: str(self.origin[name].value() or "").replace("\0", "")[: limits.get(name)]
            for name in self.origin.fields
        }
        try:
            actions.save_mapping(
                upload=self.upload, rev=self.sent_rev, text=text, origin=origin, now=timezone.now()
            )
        except actions.Stale as stale:
            self.typed(text, stale=stale)
            self.status = 409
        except actions.Misshapen as problem:
            self.editor.place(problem.faults)
        except MappingProblem as problem:
            self.editor.top.append(problem_text(problem.type, problem.detail))
        else:
            return True
        return False

    def typed(
        self, text: str, *errors: str, stale: Refused | None = None, as_text: bool = False
    ) -> EditorPage:
        """Show a text that was not kept, with what is wrong with it; `as_text`: it was typed so, not in fields."""
        self.text, self.text_errors, self.stale, self.as_text = text, list(errors), stale, as_text
        return self

    def refuse(self, problem: Problem) -> None:
        """Show why an import was refused where the reader looks for it."""
        told = problem_text(problem.type, problem.detail)
        if problem.field in self.origin.fields:
            self.origin = OriginForm(self.origin.initial, labels=self.editor.outcomes)
            self.origin.add_error(problem.field, told)
            return
        faults = find_faults(self.editor.raw)
        self.editor.place(faults)
        self.editor.mark_missing_columns()
        if not faults and not self.editor.bad:
            self.editor.top.append(told)

    def render(self, status: int = 200) -> HttpResponse:
        fragment = "X-Fragment" in self.request.headers
        template = "jury/datasets/_preview.html" if fragment else "jury/datasets/mapping.html"
        return render(self.request, template, self.context(), status=status)

    def context(self) -> dict[str, Any]:
        editor = self.editor
        return {
            "upload": self.upload,
            "deleted_at": self.upload.touched_at + actions.KEPT_FOR,
            "editor": editor,
            "origin": self.origin,
            "beginnings": beginnings(),
            "text": self.text,
            "text_errors": self.text_errors,
            "as_text": self.as_text,
            "stale": self.stale,
            "head_problem": _told(editor.head.problem),
            "wrong": bool(editor.bad or editor.top or self.text_errors or self.origin.errors),
            "auto": self.previews_itself,
            "missing": self._missing(),
            "preview": _preview(self.seen),
        }

    def _missing(self) -> list[str]:
        """What must still be said before there can be a preview."""
        told = []
        for fault in find_faults(read_draft(self.upload.mapping if self.as_text else self.text)):
            if fault.unfinished and fault.field == "questions":
                told.append(_("a column for at least one question"))
            elif fault.unfinished and fault.field.startswith("labels"):
                told.append(_("the outcome: its column, its words, and what counts as success"))
        return list(dict.fromkeys(told))


def _told(problem: Problem | None) -> str:
    return problem_text(problem.type, problem.detail) if problem else ""


def _preview(seen: reading.Look | None) -> dict[str, Any] | None:
    """The preview in the reader's language."""
    if seen is None:
        return None
    if seen.told is None:
        return {"problem": _told(seen.problem)}
    told, language = seen.told, (get_language() or "en").lower()
    known = questionnaire()
    shown = [key for key in known.keys if key in told["questions"]]
    rows = []
    for key in shown:
        question, found = known.question(key), told["questions"][key]
        counts = [
            (level_words(question, place, language), count)
            for place, count in enumerate(found["levels"].values())
        ]
        first = [answer_words(question, row["answers"].get(key, ""), language) for row in told["first"]]
        text = question.text.get(language, question.text["en"])
        rows.append({"text": text, "answered": found["answered"], "counts": counts, "first": first})
    reasons: dict[str, list[str]] = {}
    for each in told["unused"]:
        reasons.setdefault(unused_reason(each["reason"]), []).append(each["column"])
    texts = {key: known.question(key).text for key in known.keys}
    return {
        "problem": _told(seen.problem),
        "told": told,
        "outcomes": [row["outcome"] for row in told["first"]],
        "rows": rows,
        "not_asked": [texts[key].get(language, texts[key]["en"]) for key in told["not_asked"]],
        "shared": [
            (column, [texts[key].get(language, texts[key]["en"]) for key in keys])
            for column, keys in told["shared"].items()
        ],
        "unused": reasons.items(),
        "cells": [(cell, cell_sentence(cell["code"])) for cell in told["refused"]["cells"]],
        "more": told["refused"]["total"] - len(told["refused"]["cells"]),
    }
