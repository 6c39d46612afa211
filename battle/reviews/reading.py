"""An application as its reader gets it. Pages and API show this, never the row itself: names are hidden here."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from battle.applications.answers import in_language, questions_asked, told_by_section, told_facts
from battle.applications.models import Application
from battle.reviews.blind import mask_of
from battle.reviews.models import Review


@dataclass(frozen=True, slots=True)
class Line:
    question: str
    answer: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Readable:
    """What a reader may know. With `blind` everything that tells who it is about is empty, and texts are masked."""

    label: str
    blind: bool
    title: str
    one_liner: str
    pitch: str
    sections: list[Section]
    company: str = ""
    website: str = ""
    people: str = ""
    investor_names: str = ""
    contact_name: str = ""
    contact_email: str = ""
    deck_name: str = ""


def title_of(application: Application, label: str, *, blind: bool) -> str:
    """What the application is called on a page of this reader."""
    if blind or not application.company:
        return _("Application %(label)s") % {"label": label}
    return application.company


def readable(review: Review, *, blind: bool) -> Readable:
    """The application of a review, as its reviewer may see it."""
    application = review.application
    label = application.review_label.code
    masked = mask_of(application) if blind else str
    seen = Readable(
        label=label,
        blind=blind,
        title=title_of(application, label, blind=blind),
        one_liner=masked(application.one_liner),
        pitch=masked(application.pitch),
        sections=_sections(
            application, {key: masked(str(note)) for key, note in application.evidence.items()}
        ),
    )
    if blind:
        return seen
    return Readable(
        **{
            name: getattr(seen, name)
            for name in ("label", "blind", "title", "one_liner", "pitch", "sections")
        },
        company=application.company,
        website=application.website,
        people=application.people,
        investor_names=application.investor_names,
        contact_name=application.contact_name,
        contact_email=application.contact_email,
        deck_name=(application.deck_name or "pitch-deck.pdf") if application.deck else "",
    )


def _sections(application: Application, evidence: Mapping[str, str]) -> list[Section]:
    asked = questions_asked()
    found = []
    told = dict(told_by_section(application.answers))
    for section in asked.sections:
        keys = [q.key for q in asked.questions if q.section == section.key and q.key in application.answers]
        lines = zip(keys, told[in_language(section.title)], strict=True)
        if keys:
            found.append(
                Section(
                    in_language(section.title),
                    [Line(line.question, line.answer, evidence.get(key, "")) for key, line in lines],
                )
            )
    facts = [Line(line.question, line.answer, "") for line in told_facts(application.facts)]
    if facts:
        found.append(Section(_("Not scored"), facts))
    return found
