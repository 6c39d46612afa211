"""Reads of the editions room."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from battle.accounts.enums import Role
from battle.accounts.models import Membership, User
from battle.editions.models import Edition, Sponsor

# A show may run late; for that long after its start it still counts as tonight's.
SHOW_LASTS = timedelta(hours=8)
# Words that stand where a slug stands in an address of our own: /organise/new/.
RESERVED_SLUGS = frozenset({"new"})


def published() -> QuerySet[Edition]:
    """The editions that everybody may see, newest show first."""
    return _with_lines(Edition.objects.filter(published_at__isnull=False))


def visible_to(user: User | AnonymousUser) -> QuerySet[Edition]:
    """What a reader may see: the published editions, and the drafts in which they have a role."""
    editions = _with_lines(Edition.objects.all())
    seen = Q(published_at__isnull=False)
    if user.is_authenticated:
        seen |= Q(pk__in=Membership.objects.filter(user=user).values("edition"))
    return editions.filter(seen)


def _with_lines(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """With prizes and sponsors, of whose logos a page needs the size alone."""
    sponsors = Sponsor.objects.select_related("logo").defer("logo__png")
    return editions.prefetch_related("prizes", Prefetch("sponsors", sponsors))


@dataclass(frozen=True, slots=True)
class HomeEditions:
    """What the home page shows; an edition whose call is open is not repeated among the coming shows."""

    calls: list[Edition]
    coming: list[Edition]
    past: list[Edition]


def for_home(now: datetime, *, most_past: int = 12) -> HomeEditions:
    """The editions for the home page: open calls (the one that ends first leads), coming shows, past shows."""
    ended = now - SHOW_LASTS
    open_call = Q(call_opens_at__lte=now, call_closes_at__gt=now)
    editions = published()
    return HomeEditions(
        calls=list(editions.filter(open_call).order_by("call_closes_at", "pk")),
        coming=list(
            editions.filter(show_starts_at__gt=ended).exclude(open_call).order_by("show_starts_at", "pk")
        ),
        past=list(editions.filter(show_starts_at__lte=ended).order_by("-show_starts_at", "pk")[:most_past]),
    )


def team_of(edition: Edition) -> QuerySet[Membership]:
    """Who has which role in an edition."""
    return Membership.objects.filter(edition=edition).select_related("user").order_by("user__email", "role")


def editions_of(user: User) -> QuerySet[Edition]:
    """The editions in which a person has any role."""
    return Edition.objects.filter(memberships__user=user).distinct().order_by("-show_starts_at", "pk")


def roles_of(user: User) -> dict[int, list[Role]]:
    """A person's roles by edition."""
    roles: dict[int, list[Role]] = {}
    for edition_id, role in user.memberships.order_by("role").values_list("edition_id", "role"):
        roles.setdefault(edition_id, []).append(Role(role))
    return roles


def slug_problem(slug: str, *, except_pk: int | None = None) -> tuple[str, str] | None:
    """Why an edition cannot have this short name, as code and sentence; None: it can."""
    if slug != slug.lower():
        return "upper_case", _("Use lower-case letters.")
    if slug in RESERVED_SLUGS:
        return "slug_reserved", _("This short name is reserved; choose another.")
    if slug_taken(slug, except_pk=except_pk):
        return "slug_taken", _("Another edition has this short name.")
    return None


def slug_taken(slug: str, *, except_pk: int | None = None) -> bool:
    taken = Edition.objects.filter(slug=slug)
    return (taken if except_pk is None else taken.exclude(pk=except_pk)).exists()
