"""Data sets: the list, a file that comes, a data set with what the audit found, and its end."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from battle.problems import Refused
from scoring import datasets
from scoring.core.problems import Problem
from scoring.core.questionnaire import load as questionnaire
from scoring.forms.datasets import UploadForm
from scoring.models import DataSet, Upload
from scoring.uploads import actions, queries
from scoring.uploads.receiving import Bounded
from scoring.uploads.words import finding_meaning, level_words, problem_text
from scoring.views.steward import steward_page


@require_safe
@steward_page
def dataset_list(request: HttpRequest) -> HttpResponse:
    """Every series with its versions, and the steward's own unfinished uploads."""
    now = timezone.now()
    actions.delete_old(now=now)
    waiting = [(each, each.touched_at + queries.KEPT_FOR) for each in queries.unfinished(request.user, now)]
    return render(request, "jury/datasets/list.html", {"series": queries.by_series(), "uploads": waiting})


@csrf_exempt  # the token is looked for below, once the file is bounded: it stands in the same body
@require_http_methods(["GET", "HEAD", "POST"])
@steward_page
def upload(request: HttpRequest) -> HttpResponse:
    """A file comes; what it is is seen from its content."""
    bounded = Bounded(request)
    request.upload_handlers.insert(0, bounded)
    return _received(request, bounded)


@csrf_protect
def _received(request: HttpRequest, bounded: Bounded) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound:
        valid = form.is_valid()
        if bounded.overflowed:
            form.errors.pop("file", None)
            form.add_error("file", actions.too_large().message)
        elif valid and (kept := _keep(request, form)):
            return redirect("jury:mapping", key=kept.key)
    return render(request, "jury/datasets/upload.html", {"form": form}, status=422 if form.is_bound else 200)


def _keep(request: HttpRequest, form: UploadForm) -> Upload | None:
    file = form.cleaned_data["file"]
    try:
        return actions.create_upload(
            owner=request.user,
            filename=file.name,
            data=file.read(),
            begin=form.cleaned_data["begin"],
            now=timezone.now(),
        )
    except Problem as problem:
        form.add_error("file", problem_text(problem.type, problem.detail))
    except Refused as refusal:
        form.add_error(refusal.field, refusal.message)
    return None


@require_safe
@steward_page
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """A data set: where it comes from, what the audit found, how its answers are spread, and who learned from it."""
    found = queries.listed().select_related("imported_by").filter(name=name).first()
    if found is None:
        raise Http404
    findings = list(found.findings.all())
    context = {
        "dataset": found,
        "findings": [(each, finding_meaning(each.code)) for each in findings if each.code != "not_checked"],
        "not_checked": [
            (each, finding_meaning(each.column)) for each in findings if each.code == "not_checked"
        ],
        "sections": _levels(found),
        "kept": datasets.why_kept(found),
        "versions": queries.listed().filter(series=found.series).exclude(pk=found.pk),
    }
    return render(request, "jury/datasets/dataset.html", context)


def _levels(dataset: DataSet) -> list[tuple[str, list[tuple[str, int, list[tuple[str, int]]]]]]:
    """By section: each question's text, how many answered it, and how many gave each answer."""
    known, counts = questionnaire(dataset.questionnaire), dict(queries.level_counts(dataset))
    language = (get_language() or "en").lower()
    return [
        (
            section.title.get(language, section.title["en"]),
            [
                (
                    question.text.get(language, question.text["en"]),
                    sum(counts[question.key]),
                    [
                        (level_words(question, place, language), count)
                        for place, count in enumerate(counts[question.key])
                    ],
                )
                for question in known.questions
                if question.section == section.key
            ],
        )
        for section in known.sections
    ]


@require_POST
@steward_page
def delete_dataset(request: HttpRequest, name: str) -> HttpResponse:
    """A data set that nothing rests on goes for good."""
    try:
        datasets.delete_dataset(name=name)
    except datasets.NoSuchDataSet as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("jury:dataset", name=name)
    messages.success(request, _("The data set %(name)s is deleted.") % {"name": name})
    return redirect("jury:datasets")
