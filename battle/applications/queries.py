"""Reads of the applications room."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from battle.accounts.models import User
from battle.applications.enums import State
from battle.applications.listing import FIRST_SORT, SORTS, Filters, listed
from battle.applications.models import Application, LateCode
from battle.editions.models import Edition
from battle.editions.queries import editions_of


def finalists(edition: Edition) -> QuerySet[Application]:
    """The finalists in running order."""
    return Application.objects.filter(edition=edition, state=State.FINALIST).order_by("running_order")


def received(edition: Edition) -> QuerySet[Application]:
    """What came in: everything but drafts, which are their applicants' alone."""
    return Application.objects.filter(edition=edition).exclude(state=State.DRAFT)


def applications_of(edition: Edition) -> QuerySet[Application]:
    """What came in for an edition, the newest first."""
    return received(edition).order_by(*SORTS[FIRST_SORT])


def list_of(edition: Edition, *, filters: Filters, sort: str = FIRST_SORT) -> QuerySet[Application]:
    """An organiser's list: narrowed and sorted, without answers and texts; an unknown sort is the first one."""
    return listed(received(edition), filters, sort)


def counts_by_state(edition: Edition) -> dict[str, int]:
    counted = dict(received(edition).order_by().values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in State.values if state != State.DRAFT}


def editions_with_counts(user: User) -> QuerySet[Edition]:
    """A person's editions, each with the number of its applications and finalists."""
    return editions_of(user).annotate(
        applied=Count("applications", distinct=True, filter=~Q(applications__state=State.DRAFT)),
        finalists_chosen=Count("applications", distinct=True, filter=Q(applications__state=State.FINALIST)),
    )


def of_contact(user: User | AnonymousUser) -> QuerySet[Application]:
    """The applications of a person, the newest first: whoever owns the contact's address owns the application."""
    found = Application.objects.select_related("edition", "late_access__code").order_by("-created_at", "-pk")
    return found.filter(contact_email=user.email.lower()) if isinstance(user, User) else found.none()


def application_of(edition: Edition, contact_email: str) -> Application | None:
    """The one application of an address to an edition."""
    found = Application.objects.select_related("edition", "late_access__code")
    return found.filter(edition=edition, contact_email=contact_email).first()


def newest_of(contact_email: str, *, but: Edition) -> Application | None:
    """What an address last applied with elsewhere: what is known of it need not be asked again."""
    found = Application.objects.exclude(edition=but).filter(
        contact_email=contact_email, anonymised_at__isnull=True
    )
    return found.select_related("edition").order_by("-changed_at", "-pk").first()


def late_codes(edition: Edition) -> QuerySet[LateCode]:
    """An edition's codes, the newest first, each with how many applications it let in."""
    return (
        LateCode.objects.filter(edition=edition)
        .annotate(let_in=Count("accesses"))
        .order_by("-created_at", "-pk")
    )


def valid_late_code(edition: Edition, code: str, now: datetime) -> LateCode | None:
    """The code by that name if it has neither ended nor been revoked; whether uses are left is another question."""
    typed = code.strip().upper()[:24]
    found = LateCode.objects.filter(edition=edition, revoked_at=None, expires_at__gt=now)
    return found.filter(code=typed).first() if typed else None


def drafts_closing(now: datetime, *, within: timedelta, untouched_since: datetime) -> QuerySet[Application]:
    """Drafts that nobody reminded of, left alone for a while, whose call (or late code) closes soon."""
    # Whom a code lets in for longer than the call is open is reminded before that code ends.
    longer = Q(late_access__code__revoked_at=None, late_access__code__expires_at__gt=now + within)
    call = Q(edition__call_closes_at__gt=now, edition__call_closes_at__lte=now + within) & ~longer
    code = Q(
        late_access__code__revoked_at=None,
        late_access__code__expires_at__gt=now,
        late_access__code__expires_at__lte=now + within,
    )
    return Application.objects.filter(
        call | code,
        state=State.DRAFT,
        reminded_at=None,
        changed_at__lte=untouched_since,
        edition__published_at__isnull=False,
    ).order_by("pk")
