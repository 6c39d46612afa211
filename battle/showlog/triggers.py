"""Database triggers that refuse to change or delete an entry, whoever asks. Used by the migration."""

from battle.appendonly import Guard

TABLE = "showlog_entry"
GUARD = Guard(
    table=TABLE,
    says="the log of a show is append-only",
    taken="id = NEW.id OR (show_id = NEW.show_id AND (seq = NEW.seq OR key = NEW.key))",
)
install, remove = GUARD.install, GUARD.remove
