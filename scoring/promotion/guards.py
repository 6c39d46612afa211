"""Database triggers: no step of the record is changed or deleted, no jury that was champion or used is deleted, and
when one was first used stays as it was written.
"""

from battle.appendonly import Guard

_STOOD = (
    "EXISTS (SELECT 1 FROM scoring_promotionstep WHERE scoring_promotionstep.jury_id = {jury}.id "
    "AND scoring_promotionstep.kind IN ('installed', 'promoted', 'rolled_back'))"
)
STEPS = Guard(
    table="scoring_promotionstep",
    says="the record of promotions is append-only",
    taken="id = NEW.id OR number = NEW.number OR answers_id = NEW.answers_id",
)
JURIES = Guard(
    table="scoring_jurymodel",
    says="a jury that was champion or that a show used is never deleted, and its first use stays",
    taken="(id = NEW.id OR version = NEW.version OR sha256 = NEW.sha256 "
    "OR (status = 'champion' AND NEW.status = 'champion')) "
    f"AND (used_at IS NOT NULL OR {_STOOD.format(jury='scoring_jurymodel')})",
    held=f"(OLD.used_at IS NOT NULL OR {_STOOD.format(jury='OLD')})",
    fixed="(OLD.used_at IS NOT NULL AND (NEW.used_at IS NULL OR NEW.used_at <> OLD.used_at))",
)
GUARDS = (STEPS, JURIES)
