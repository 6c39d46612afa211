"""The organiser's lists and a startup's submission, at 100, 2,000 and 20,000 applications in one edition.

A row: a page, its queries at the largest size, its time at each size, and how many times the smallest one's that is.
A list is flat where that is near 1: it shows 50 rows whatever lies behind it. A search looks at every row there is.
Measured inside the process, from the request to the last byte.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from battle.exchange.models import Intake

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

SIZES = (100, 2_000, 20_000)
ROUNDS = 7
ENGINES = ("PostgreSQL", "SQLite")
LISTS = {
    "desk": "/organise/bench/",
    "desk, last page": "/organise/bench/?page=9999",
    "desk, by company": "/organise/bench/?sort=company",
    "desk, by answered": "/organise/bench/?sort=-answered",
    "desk, one state": "/organise/bench/?state=shortlisted",
    "desk, search (rare)": "/organise/bench/?q=startup+77",
    "desk, search (all)": "/organise/bench/?q=example",
    "desk, all filters": "/organise/bench/?q=start&state=submitted&answered=most&deck=no&language=es&source=form",
    "audit": "/organise/bench/audit/",
    "audit, one person": "/organise/bench/audit/?by=1",
    "selection": "/organise/bench/selection/",
    "letters": "/organise/bench/letters/",
    "reviews' results": "/organise/bench/reviews/results/",
    "API list": "/api/v1/editions/bench/applications",
}


def fill(size: int) -> None:
    """An edition with so many applications, of which every seventh has a deck and each answered differently many."""
    from datetime import timedelta

    from django.utils import timezone
    from simple_history.utils import bulk_create_with_history

    from battle.accounts.enums import Role
    from battle.accounts.models import Membership, User
    from battle.applications.models import Application
    from battle.editions.models import Edition
    from scoring import service

    keys, now = service.questionnaire().keys, timezone.now()
    edition = Edition.objects.create(
        name="Bench",
        slug="bench",
        city="Bench",
        country="ES",
        venue="Bench",
        time_zone="Europe/Madrid",
        call_opens_at=now - timedelta(days=9),
        call_closes_at=now + timedelta(days=9),
        show_starts_at=now + timedelta(days=19),
        published_at=now,
    )
    user = User.objects.create_user("olga@example.org")
    Membership.objects.create(user=user, edition=edition, role=Role.ORGANISER)
    states = ["submitted"] * 8 + ["shortlisted", "declined"]
    rows = [
        Application(
            edition=edition,
            company=f"Startup {number}",
            one_liner=f"Number {number} does one thing well for those who need it",
            website=f"https://startup{number}.example/",
            contact_name=f"Person {number}",
            contact_email=f"person{number}@example.org",
            answers={key: 1.0 for place, key in enumerate(keys) if (place + number) % 4},
            pitch="We make it, they want it. " * 20,
            people="A Founder, B Founder",
            deck=f"decks/{number}.pdf" if number % 7 == 0 else "",
            language=["en", "es", "pt-br"][number % 3],
            state=states[number % 10],
            submitted_at=now - timedelta(seconds=number),
        )
        for number in range(size)
    ]
    bulk_create_with_history(rows, Application, batch_size=1_000, default_user=user)


def whole_table(client: "Client", size: int) -> None:
    """Every application out as CSV, and the same file back in as far as its preview: work that grows with the rows."""
    import io

    began = time.perf_counter()
    answer = client.get(
        "/organise/bench/export/applications.csv?headings=keys&groups=application&groups=answers"
    )
    table = b"".join(answer.streaming_content)
    print(f"all out as CSV\t-\t{1000 * (time.perf_counter() - began)}", flush=True)
    file = io.BytesIO(table.replace(b"does one thing", b"does two things"))
    file.name = "t.csv"
    began = time.perf_counter()
    there = client.post("/organise/bench/import/", {"file": file, "language": "en"})["Location"]
    mapping = {f"column-{place}": held for place, held in _intake(there).mapping.items()}
    client.post(there, {**mapping, "language": "en"}, follow=True)
    assert _intake(there).counts["changed"] == size, _intake(there).counts
    print(f"all in, to the preview\t-\t{1000 * (time.perf_counter() - began)}", flush=True)
    began = time.perf_counter()
    client.post(f"{there}confirm/")
    print(f"all changed, confirmed\t-\t{1000 * (time.perf_counter() - began)}", flush=True)


def _intake(address: str) -> "Intake":
    from battle.exchange.models import Intake

    return Intake.objects.get(key=address.split("/")[-2])


def timed(work: Callable[[], object]) -> float:
    """Milliseconds, in the middle of some rounds after a first one that fills caches."""
    work()
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def measure(size: int) -> None:
    """Print a line `name<TAB>queries<TAB>ms` for each page; runs in a process of its own, on an empty database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "battle.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from battle.accounts.models import User

    call_command("migrate", verbosity=0)
    fill(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")

    def load(address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    for name, address in LISTS.items():
        load(address)
        with CaptureQueriesContext(connection) as asked:
            load(address)
        print(f"{name}\t{len(asked)}\t{timed(lambda address=address: load(address))}", flush=True)
    whole_table(client, size)
    numbers = iter(range(10**6))

    def submit() -> None:
        number = next(numbers)
        body = {
            "company": f"Late {number}",
            "one_liner": "Comes late",
            "contact_name": "L",
            "contact_email": f"late{number}@example.org",
            "answers": {"team_founders": 2},
        }
        answer = Client(headers={"host": "localhost"}).post(
            "/api/v1/editions/bench/applications", body, content_type="application/json"
        )
        assert answer.status_code == 202, answer.content

    print(f"submit (API)\t-\t{timed(submit)}", flush=True)


def measured(engine: str, size: int) -> dict[str, tuple[str, float]]:
    """One engine at one size, in a process of its own; a database that is gone afterwards."""
    from tests.support import machine

    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "BATTLE_VAR": folder, "SECRET_KEY": "bench" * 12, "BROKER_URL": "filesystem://"}
        env.pop("DATABASE_URL", None)
        name = f"bench_{uuid.uuid4().hex[:10]}"
        if engine == "PostgreSQL":
            _on_server(f'CREATE DATABASE "{name}"')
            env["DATABASE_URL"] = machine.POSTGRES.rsplit("/", 1)[0] + "/" + name
        try:
            told = subprocess.run(
                [sys.executable, __file__, str(size)],
                env=env,
                cwd=ROOT,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
        finally:
            if engine == "PostgreSQL":
                _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')
    lines = [line.split("\t") for line in told.stdout.splitlines() if line.count("\t") == 2]
    return {name: (queries, float(taken)) for name, queries, taken in lines}


def _on_server(statement: str) -> None:
    import psycopg2

    from tests.support import machine

    connection = psycopg2.connect(machine.POSTGRES)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def main() -> None:
    for engine in ENGINES:
        try:
            found = {size: measured(engine, size) for size in SIZES}
        except Exception as error:
            print(f"{engine}: left out, {type(error).__name__}: {error}")
            continue
        print(f"{engine:<24}{'queries':>8}" + "".join(f"{size:>11,}" for size in SIZES) + "     ratios")
        for name, (_few, first) in found[SIZES[0]].items():
            queries = found[SIZES[-1]][name][0]
            times = [found[size][name][1] for size in SIZES]
            print(
                f"{name:<24}{queries:>8}"
                + "".join(f"{each:>8.1f} ms" for each in times)
                + "     "
                + "  ".join(f"x{each / first:.2f}" for each in times[1:]),
                flush=True,
            )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
    else:
        main()
