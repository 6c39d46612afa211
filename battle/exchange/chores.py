from datetime import datetime, timedelta

from battle.editions.models import Edition
from battle.exchange import actions
from battle.housekeeping import chore


@chore("forget what is past its date", every=timedelta(minutes=30))
def forget(now: datetime) -> int:
    """Anonymise every edition whose day has passed at its venue; what was done before is done with no effect."""
    done = 0
    for edition in Edition.objects.exclude(retention_until=None).order_by("pk"):
        if edition.retention_until and now.astimezone(edition.zone).date() > edition.retention_until:
            done += bool(actions.anonymise_edition(edition=edition, by=None, now=now))
    return done


@chore("delete old tables", every=timedelta(hours=1))
def delete_old_intakes(now: datetime) -> int:
    return actions.delete_old_intakes(now=now)
