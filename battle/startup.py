"""What has to be there before the site starts: asked at start, told in one sentence that names the variable."""

import socket
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError

from battle import env
from battle.celery import app


def require_database() -> None:
    """Stop with one sentence where the database does not answer."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        env.stop(f"DATABASE_URL names a database that does not answer ({reason}).")


def require_broker() -> None:
    """Stop with one sentence where the broker does not answer."""
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=3)
    except Exception as error:
        # Each transport raises its own family of errors; all mean the same here.
        env.stop(f"BROKER_URL names a broker that does not answer ({type(error).__name__}: {error}).")


def prepare_database(tell: Callable[[str], None]) -> None:
    """Bring the tables to the newest shape, where they are not."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        tell("preparing the database")
        call_command("migrate", verbosity=0, interactive=False)


def require_free_port() -> None:
    """Stop with one sentence where HOST:PORT cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except PermissionError:
            env.stop(
                f"PORT is {settings.PORT}, which only an administrator may use; set PORT= to one above 1023."
            )
        except OSError as error:
            if error.errno in {98, 48}:
                env.stop(f"PORT {settings.PORT} is taken by another program; set PORT= to a free one.")
            env.stop(f"HOST is {settings.HOST!r}, which this machine cannot listen on ({error.strerror}).")
