"""Past shows as the jury's side may see them: contenders, their answers on stage, and what became of them."""

from collections import defaultdict

from battle.aftermath.models import Outcome
from battle.aftermath.played import Played, played_shows
from battle.aftermath.queries import newest_outcomes
from battle.editions.models import Edition
from battle.showlog.events import Place
from scoring.past import Label, PastContender, PastOutcome


def past_contenders() -> list[PastContender]:
    """See `scoring.past.past_contenders`."""
    shows = played_shows(Edition.objects.all())
    recorded: dict[tuple[int, str], list[Outcome]] = defaultdict(list)
    for outcome in newest_outcomes([played.show for played in shows]):
        if not outcome.withdrawn:
            recorded[outcome.show_id, outcome.contender].append(outcome)
    return [
        _contender(played, place, recorded[played.show.pk, place.contender])
        for played in shows
        for place in sorted(played.state.ranking, key=lambda place: place.rank)
    ]


def _contender(played: Played, place: Place, outcomes: list[Outcome]) -> PastContender:
    contender = played.state.contenders[place.contender]
    answered_at = contender.answered_at or played.revealed_at
    return PastContender(
        edition=played.edition.slug,
        title=played.state.title,
        show=played.show.number,
        key=contender.key,
        company=contender.company,
        answers=dict(contender.answers),
        answered_at=answered_at.astimezone(played.edition.zone),
        score=place.score,
        rank=place.rank,
        model=played.state.model,
        outcomes=tuple(sorted((_told(each) for each in outcomes), key=lambda told: _ORDER[told.label])),
    )


_ORDER = {label: place for place, label in enumerate(Label)}


def _told(outcome: Outcome) -> PastOutcome:
    return PastOutcome(
        label=Label(outcome.label),
        success=outcome.success,
        known_on=outcome.known_on,
        meaning=outcome.meaning,
        source=outcome.source,
        source_url=outcome.source_url,
    )
