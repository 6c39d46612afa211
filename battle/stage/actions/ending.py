"""Ending the questioning, and revealing the winner."""

from datetime import datetime

from django.utils.translation import gettext as _

from battle.problems import Refused
from battle.showlog.events import Frozen, Place, Revealed
from battle.stage.actions.turn import Step, turn
from battle.stage.enums import Phase
from battle.stage.state import ranking


def freeze_show(*, show_id: int, actor: str, at: datetime, key: str | None = None) -> Step:
    """End the questioning for good. Scores under way still arrive."""
    with turn(show_id) as now:
        if seq := now.earlier(key, Frozen()):
            return Step(seq)
        now.require_running()
        if not any(contender.answer_seq for contender in now.state.contenders.values()):
            raise Refused("nothing_answered", _("No question has been answered yet."))
        return Step(now.append(Frozen(), actor=actor, at=at, key=key).seq)


def reveal_show(*, show_id: int, actor: str, at: datetime, key: str | None = None) -> list[Place]:
    """Tell the ranking: by score, equal scores by running order; whoever answered nothing has no place in it."""
    with turn(show_id) as now:
        places = ranking(now.state)
        if now.earlier(key, *([Revealed(ranking=places)] if places else [])):
            return places
        now.require_unrevealed()
        if now.state.phase is not Phase.FROZEN:
            raise Refused("not_frozen", _("End the questioning before the winner is revealed."))
        if now.state.pending:
            raise Refused("score_pending", _("A score is still being worked out; try again in a moment."))
        if not places:
            raise Refused("nothing_scored", _("Nobody has a score yet."))
        now.append(Revealed(ranking=places), actor=actor, at=at, key=key)
        return places
