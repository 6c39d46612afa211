"""A site in the middle of a call: an open battle with drafts, reviews and letters, and one whose shortlist is locked.

Run inside a site's own process: `manage.py shell -c "from tests.support.call import furnish; furnish()"`.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from battle.accounts.enums import Role
from battle.accounts.models import Membership, User
from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.outbox import actions as letters
from battle.reviews import actions as reviews
from battle.selection import actions as selection
from battle.selection.enums import Verdict

REVIEWER, APPLICANT, ORGANISER = "rita@example.org", "uma@example.org", "organiser@demo.example"
COMPANIES = [
    "Acequia",
    "Boreal Grid",
    "Cargo sem fronteiras e sem desperdício",
    "Dendro",
    "Émile & Söhne",
    "Faro",
]


def furnish() -> None:
    """Make both battles, a reviewer and an applicant."""
    now = timezone.now()
    organiser = User.objects.get(email=ORGANISER)
    reviewer, _made = User.objects.get_or_create(email=REVIEWER)
    User.objects.get_or_create(email=APPLICANT)
    for slug, closes in (("vigo", now + timedelta(days=3)), ("lugo", now - timedelta(days=1))):
        edition = _edition(slug, closes, now)
        for person, role in ((organiser, Role.ORGANISER), (reviewer, Role.REVIEWER)):
            Membership.objects.create(user=person, edition=edition, role=role)
        _apply(edition, now)
        _review(edition, reviewer, now)
    _choose(Edition.objects.get(slug="lugo"), organiser, now)
    Application.objects.create(
        edition=Edition.objects.get(slug="vigo"),
        key="umbra",
        contact_email=APPLICANT,
        company="Umbra",
        state=State.DRAFT,
    )


def _edition(slug: str, closes: datetime, now: datetime) -> Edition:
    return Edition.objects.create(
        name=f"Batalla de {slug.capitalize()}",
        slug=slug,
        city=slug.capitalize(),
        country="ES",
        venue="Auditorio",
        time_zone="Europe/Madrid",
        call_opens_at=now - timedelta(days=20),
        call_closes_at=closes,
        show_starts_at=now + timedelta(days=30),
        finalists_wanted=2,
        languages=["en", "es", "pt-br"],
        published_at=now - timedelta(days=20),
    )


def _apply(edition: Edition, now: datetime) -> None:
    for place, company in enumerate(COMPANIES):
        Application.objects.create(
            edition=edition,
            key=f"{edition.slug}-{place}",
            company=company,
            one_liner="Does one thing well, and says so in a line",
            pitch="What we do.\n\nWhy it matters.",
            contact_name="A Founder",
            contact_email=f"founder{place}@example.org",
            language=["en", "es", "pt-br"][place % 3],
            answers={"team_founders": 2.0, "trac_employees": 5.0 * place + 1},
            evidence={"team_founders": "See our page"},
            state=State.SUBMITTED,
            submitted_at=now - timedelta(days=2),
        )


def _review(edition: Edition, reviewer: User, now: datetime) -> None:
    titles = [{"en": "Team", "es": "Equipo", "pt-br": "Equipe"}, {"en": "Market"}]
    lines = [reviews.CriterionLine(None, title, {"en": "Who does it"}, 1) for title in titles]
    fields = {"reads_wanted": 2, "blind": True, "visibility": "after_own", "give_back_after_days": 3}
    reviews.save_round(edition=edition, fields=fields, criteria=lines, now=now)  # type: ignore[arg-type]
    reviews.hand_out_next(edition=edition, reviewer=reviewer, now=now)


def _choose(edition: Edition, organiser: User, now: datetime) -> None:
    keys = [f"{edition.slug}-{place}" for place in range(len(COMPANIES))]
    selection.pick(edition=edition, keys=keys[:3])
    selection.lock_shortlist(edition=edition, by=organiser, now=now)
    while selection.score_waiting(now=now):
        pass
    selection.decide(edition=edition, keys=keys[:2], verdict=Verdict.FINALIST)
    selection.decide(edition=edition, keys=keys[2:3], verdict=Verdict.RESERVE)
    letters.write(
        once="screens:1",
        kind="invitation",
        to="founder0@example.org",
        language="es",
        subject="Una plaza en la final",
        body="Hola:\n\nHay una plaza para vosotros.\n",
        edition_id=edition.pk,
        about=keys[0],
    )
