"""Reads of the applications room."""

from django.db.models import Count, Q, QuerySet

from battle.accounts.models import User
from battle.applications.enums import State
from battle.applications.links import key_of
from battle.applications.listing import FIRST_SORT, SORTS, Filters, listed
from battle.applications.models import Application
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


def application_behind(edition_slug: str, signed: str) -> Application | None:
    """The application that a private link opens."""
    key = key_of(signed)
    return (
        Application.objects.select_related("edition").filter(edition__slug=edition_slug, key=key).first()
        if key
        else None
    )


def editions_with_counts(user: User) -> QuerySet[Edition]:
    """A person's editions, each with the number of its applications and finalists."""
    return editions_of(user).annotate(
        applied=Count("applications", distinct=True, filter=~Q(applications__state=State.DRAFT)),
        finalists_chosen=Count("applications", distinct=True, filter=Q(applications__state=State.FINALIST)),
    )
