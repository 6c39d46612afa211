"""How the jury's commands refuse: a JSON problem on stderr and exit code 2."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connection

from scoring import datasets, service
from scoring.core.problems import Problem

LARGEST_FILE = 500_000_000
GZIP = b"\x1f\x8b"


class ProblemParser(CommandParser):
    """Says what is wrong with the options in the same form as everything else."""

    def error(self, message: str) -> NoReturn:
        refuse(Problem("bad_option", message))


def told_as_problems(parser: CommandParser) -> CommandParser:
    """The parser that Django has built, telling its errors as problems; its class is no option of Django's."""
    parser.__class__ = ProblemParser
    return parser


def refuse(problem: Problem) -> NoReturn:
    sys.stderr.write(json.dumps(problem.as_dict(), ensure_ascii=False) + "\n")
    raise SystemExit(2)


@contextmanager
def problems_told() -> Iterator[None]:
    """Turn everything that a person can get wrong into a refusal."""
    try:
        yield
    except Problem as problem:
        refuse(problem)
    except service.NoJuryModel as error:
        refuse(Problem("no_jury_model", str(error), "model"))
    except service.BadModelFile as error:
        refuse(Problem("bad_model_file", str(error), "model"))
    except datasets.NoSuchDataSet as error:
        detail = f"There is no data set '{str(error)[:60]}'; manage.py import_dataset makes one."
        refuse(Problem("no_data_set", detail, "name"))
    except DatabaseError:
        if _migrated():
            raise
        detail = "The database is not prepared; run manage.py migrate, then manage.py train_jury."
        refuse(Problem("no_jury_model", detail, "model"))


def prepare_demo(*, jury: bool) -> None:
    """In demo mode the commands work on a fresh checkout: tables, and the built-in jury, are made on first use.

    Raises
    ------
    SystemExit : see `problems_told`.
    """
    if not settings.DEMO:
        return
    if not _migrated():
        call_command("migrate", verbosity=0, interactive=False)
    if not jury:
        return
    try:
        service.champion()
    except service.NoJuryModel:
        sys.stderr.write("training the built-in jury on the reference cohort\n")
        service.train_reference_jury()


def _migrated() -> bool:
    try:
        # A database of an earlier version has the first of them only.
        return {"scoring_jurymodel", "scoring_finding"} <= set(connection.introspection.table_names())
    except DatabaseError as error:
        raise CommandError(f"The database cannot be reached: {type(error).__name__}.") from error


def read_bytes(name: str, field: str, most: int = LARGEST_FILE) -> bytes:
    """A file, or standard input for "-".

    Raises
    ------
    Problem : ``unreadable_file``.
    """
    try:
        if name == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(most + 1)
    except OSError as error:
        raise Problem("unreadable_file", f"'{name}' cannot be read: {error.strerror}.", field) from error
    if len(data) > most:
        raise Problem("unreadable_file", f"'{name}' is larger than {most // 10**6} MB.", field)
    return data


def read_text(name: str, field: str) -> str:
    """A text file, plain or gzipped, or standard input for "-".

    Raises
    ------
    Problem : ``unreadable_file``.
    """
    data = read_bytes(name, field)
    try:
        if data.startswith(GZIP):
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise Problem(
                "unreadable_file", f"'{name}' unpacks to more than {LARGEST_FILE // 10**6} MB.", field
            )
        return data.decode("utf-8-sig")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Problem("unreadable_file", f"'{name}' is a broken gzip file.", field) from error
    except UnicodeDecodeError as error:
        raise Problem("unreadable_file", f"'{name}' is not text in UTF-8.", field) from error
