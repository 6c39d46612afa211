"""Whatever happens in whatever order, no place is given twice and no reserve is passed over."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from battle.applications.actions.choosing import pick_finalists, put_in_state
from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import finalists
from battle.editions.models import Edition
from battle.outbox.models import Letter
from battle.problems import Refused
from battle.selection import actions
from battle.selection.enums import Outcome, Verdict
from battle.selection.models import Invitation

KEYS = "abcdefg"
STEPS = st.one_of(
    st.tuples(st.sampled_from(["accept", "decline", "withdraw", "take back", "desk"]), st.sampled_from(KEYS)),
    st.tuples(st.just("time passes"), st.integers(1, 60)),
)


class Match:
    """Two places, three reserves, and a clock."""

    def __init__(self) -> None:
        self.now = timezone.now()
        Edition.objects.filter(slug="reserves").delete()
        self.edition = Edition.objects.create(
            name="Reserves",
            slug="reserves",
            city="Valencia",
            country="ES",
            venue="Las Naves",
            time_zone="Europe/Madrid",
            call_opens_at=datetime(2020, 1, 1, tzinfo=UTC),
            call_closes_at=datetime(2020, 2, 1, tzinfo=UTC),
            show_starts_at=self.now + timedelta(days=8),
            finalists_wanted=2,
        )
        for key in KEYS:
            Application.objects.create(
                edition=self.edition,
                key=f"match-{key}",
                contact_email=f"{key}@example.org",
                submitted_at=self.now,
            )
        self.plan("ab", Verdict.FINALIST)
        self.plan("cde", Verdict.RESERVE)
        actions.apply_decisions(
            edition=self.edition,
            respond_by=self.now + timedelta(hours=30),
            answer_days=1,
            undecided_seen=2,
            now=self.now,
        )
        Letter.objects.update(state="sent", sent_at=self.now)

    def plan(self, keys: str, verdict: Verdict) -> None:
        actions.decide(edition=self.edition, keys=[f"match-{key}" for key in keys], verdict=verdict)

    def application(self, key: str) -> Application:
        return Application.objects.select_related("edition").get(key=f"match-{key}")

    def play(self, what: str, whom: str | int) -> None:
        try:
            if isinstance(whom, int):
                self.now += timedelta(hours=whom)
                actions.lapse_invitations(now=self.now)
                actions.settle_withdrawn(now=self.now)
            elif what == "withdraw":
                # Its place is given on later, by the housekeeping.
                put_in_state([self.application(whom)], State.WITHDRAWN)
            elif what == "desk":
                chosen = [*finalists(self.edition).values_list("key", flat=True), f"match-{whom}"]
                pick_finalists(edition=self.edition, keys=chosen)
            elif what == "take back":
                actions.take_back(edition=self.edition, key=f"match-{whom}", now=self.now)
            else:
                actions.answer_invitation(
                    application=self.application(whom), accept=what == "accept", now=self.now
                )
        except Refused:
            pass

    def check(self, passed: set[str]) -> None:
        states = dict(Application.objects.filter(edition=self.edition).values_list("key", "state"))
        holding = [key for key, state in states.items() if state in {State.INVITED, State.FINALIST}]
        assert len(holding) <= self.edition.finalists_wanted
        opened = Invitation.objects.filter(edition=self.edition, outcome=Outcome.OPEN).exclude(
            application__state=State.WITHDRAWN
        )
        assert sorted(opened.values_list("application__key", flat=True)) == sorted(
            key for key, state in states.items() if state == State.INVITED
        )
        places = Application.objects.filter(edition=self.edition, state=State.FINALIST)
        assert places.filter(running_order=None).count() == 0
        # A reserve is invited only after every reserve before it was.
        asked = [f"match-{key}" in passed for key in "cde"]
        waiting = [states[f"match-{key}"] == State.RESERVE for key in "cde"]
        assert not any(later and earlier for place, later in enumerate(asked) for earlier in waiting[:place])


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("withdraw", "a"), ("desk", "g"), ("time passes", 1)])
@given(st.lists(STEPS, min_size=1, max_size=14))
def test_no_order_of_events_gives_a_place_twice_or_passes_a_reserve_over(steps):
    match = Match()

    for what, whom in steps:
        match.play(what, whom)
        asked = Invitation.objects.filter(edition=match.edition).values_list("application__key", flat=True)
        match.check(set(asked))
