"""An upload's mapping: edited in fields or as text, previewed, imported, given up. For its owner alone."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from battle.problems import Refused
from scoring.core.mapping_editing import find_faults, read_draft
from scoring.core.problems import ImportProblems, MappingProblem, Problem
from scoring.models import Upload
from scoring.uploads import actions, queries
from scoring.uploads.words import cell_sentence, problem_text
from scoring.views.datasets_editing import EditorPage
from scoring.views.steward import View, steward_page


def own_upload(view: View) -> View:
    """Give the view the upload behind the key; whoever does not own it, or comes too late, finds nothing."""

    @wraps(view)
    def found(request: HttpRequest, key: UUID) -> HttpResponse:
        try:
            mine = queries.find_upload(key, request.user, timezone.now())
        except queries.NoSuchUpload as error:
            raise Http404 from error
        return view(request, mine)

    return steward_page(found)


def own_button(view: View) -> View:
    """A button of the editor. Whoever asks for its address without pressing it, by reloading what it answered or by
    changing the language there, is led to the editor."""

    @wraps(view)
    def pressed(request: HttpRequest, upload: Upload) -> HttpResponse:
        if request.method != "POST":
            return redirect("jury:mapping", key=upload.key)
        return view(request, upload)

    return require_http_methods(["GET", "HEAD", "POST"])(own_upload(pressed))


@require_safe
@own_upload
def mapping(request: HttpRequest, upload: Upload) -> HttpResponse:
    """The editor; a small file is previewed at once."""
    page = EditorPage(request, upload)
    page.editor.mark_missing_columns()
    page.editor.place(find_faults(page.editor.raw), unfinished=False)
    if page.previews_itself:
        page.look(upload.mapping)
    return page.render()


@own_button
def preview(request: HttpRequest, upload: Upload) -> HttpResponse:
    """What the fields would make of the file; nothing is kept, not even the mapping."""
    page = EditorPage(request, upload, request.POST)
    text = page.editor.draft()
    if text is None:
        return page.render(status=422)
    page.editor.mark_missing_columns()
    page.editor.place(find_faults(read_draft(text)), unfinished=False)
    page.look(text)
    return page.render()


@own_button
def save_mapping(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Keep the fields, finished or not."""
    page = EditorPage(request, upload, request.POST)
    if not page.save():
        return page.render(status=page.status)
    messages.success(request, _("Saved. You can leave and come back."))
    return redirect("jury:mapping", key=upload.key)


@own_button
def save_text(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Keep the mapping as somebody wrote it."""
    text, page = request.POST.get("text", ""), EditorPage(request, upload)
    try:
        actions.save_mapping(upload=upload, rev=page.sent_rev, text=text, now=timezone.now())
    except actions.Stale as stale:
        return EditorPage(request, upload).typed(text, stale=stale, as_text=True).render(status=409)
    except MappingProblem as problem:
        told = [problem_text(problem.type, problem.detail)]
        return page.typed(text, *told, as_text=True).render(status=422)
    except actions.Misshapen as problem:
        told = [problem_text(fault.code, fault.detail) for fault in problem.faults]
        return page.typed(text, *told, as_text=True).render(status=422)
    messages.success(request, _("Saved. You can leave and come back."))
    return redirect("jury:mapping", key=upload.key)


@own_button
def begin_again(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Another mapping in the place of this one."""
    page, begin = EditorPage(request, upload), request.POST.get("begin", "")
    try:
        actions.begin_again(upload=upload, rev=page.sent_rev, begin=begin, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("jury:mapping", key=upload.key)


@own_button
def import_upload(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Save the fields, then make a data set of the file, or say why not: nothing is kept then, and the upload stays."""
    page = EditorPage(request, upload, request.POST, importing=True)
    said = page.origin.is_valid()
    if not page.save() or not said:
        return page.render(status=page.status)
    page = EditorPage(request, upload)
    try:
        record, new = actions.import_upload(upload=upload, by=request.user, now=timezone.now())
    except ImportProblems as problem:
        return _report(request, upload, problem)
    except Problem as problem:
        page.refuse(problem)
        return page.render(status=422)
    if new:
        messages.success(request, _("Imported. The file itself is deleted; this is what was kept of it."))
    else:
        told = _(
            "This file was imported before, by the same mapping: it is this data set. Nothing was written."
        )
        messages.info(request, told)
    return redirect("jury:dataset", name=record.name)


def _report(request: HttpRequest, upload: Upload, problem: ImportProblems) -> HttpResponse:
    cells: list[Any] = [(cell, cell_sentence(cell.code)) for cell in problem.cells]
    context = {"upload": upload, "cells": cells, "total": problem.total, "more": problem.total - len(cells)}
    return render(request, "jury/datasets/refused.html", context, status=422)


@own_button
def discard(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Give the upload up."""
    actions.discard_upload(upload=upload)
    messages.success(request, _("The upload is given up and its file deleted."))
    return redirect("jury:datasets")
