"""Fixtures for every room's tests: people, an edition with its call open, finalists, a trained jury, an opened show."""

import fcntl
import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone

from battle.accounts.enums import Role
from battle.accounts.models import Membership, User
from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.showlog import triggers
from battle.translations import compile_catalogs
from scoring import service
from scoring.promotion import guards as record_guards
from tests.support import machine, prepared
from tests.support.proofs import proof_of

ROOT = Path(__file__).resolve().parent.parent
LONGEST = [
    "test_model_room.py",
    "test_screens.py",
    "test_runs_survive.py",
    "test_battle.py",
    "test_selection.py",
]
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"


def leave_out(reason: str) -> None:
    """Skip with a reason, or fail where nothing may be left out."""
    if REQUIRE_ALL:
        pytest.fail(f"REQUIRE_ALL=1 but {reason}")
    pytest.skip(reason)


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogs before anything is translated; only once, before the processes of a parallel run begin."""
    if not hasattr(config, "workerinput"):
        compile_catalogs()
        prepared.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the processes of the run shared, once they have ended."""
    if not hasattr(config, "workerinput"):
        prepared.end_run()


@pytest.fixture(scope="session", autouse=True)
def _flush_the_log_between_tests():
    """Emptying the database after a transactional test must get past the triggers that refuse exactly that."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_without_triggers(self, sql_list):
        guards = [triggers.GUARD, *record_guards.GUARDS]
        guarded = [guard for guard in guards if any(guard.table in sql for sql in sql_list)]
        for guard in guarded:
            guard.remove(self.connection)
        try:
            return flush(self, sql_list)
        finally:
            for guard in guarded:
                guard.install(self.connection)

    BaseDatabaseOperations.execute_sql_flush = flush_without_triggers
    yield
    BaseDatabaseOperations.execute_sql_flush = flush


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not (chromium := machine.chromium()):
        leave_out("Chromium is not installed")
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet]
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the real startups' files, which may not be shipped with the project."""
    folder = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        leave_out("the folder with the real startups' data is absent (SHARED_DATA)")
    return folder


def _member(edition: Edition, email: str, *roles: Role) -> User:
    user = User.objects.create_user(email)
    for role in roles:
        Membership.objects.create(user=user, edition=edition, role=role)
    return user


@pytest.fixture
def edition(db) -> Edition:
    now = timezone.now()
    return Edition.objects.create(
        name="Valencia Battle",
        slug="valencia",
        city="Valencia",
        country="ES",
        venue="Las Naves",
        time_zone="Europe/Madrid",
        call_opens_at=now - timedelta(days=10),
        call_closes_at=now + timedelta(days=10),
        show_starts_at=now + timedelta(days=20),
        finalists_wanted=4,
        languages=["en", "es", "pt-br"],
        published_at=now - timedelta(days=11),
    )


@pytest.fixture
def organiser(edition) -> User:
    return _member(edition, "olga@example.org", Role.ORGANISER)


@pytest.fixture
def host(edition) -> User:
    return _member(edition, "hugo@example.org", Role.HOST)


@pytest.fixture
def reviewer(edition) -> User:
    return _member(edition, "rita@example.org", Role.REVIEWER)


@pytest.fixture
def steward(db) -> User:
    return User.objects.create_user("stella@example.org", is_steward=True)


@pytest.fixture
def stranger(db) -> User:
    return User.objects.create_user("sam@example.org")


FINALIST_ANSWERS: list[dict[str, float]] = [
    {
        "team_founders": 3,
        "team_prior_exit": 1,
        "trac_employees": 40,
        "trac_partners": 2,
        "ip_disruptive": 2,
        "inv_last_round": 8,
    },
    {
        "team_founders": 2,
        "trac_employees": 12,
        "trac_partners": 1,
        "ip_disruptive": 1,
        "ip_data_core": 2,
        "inv_last_round": 2,
    },
    {"team_founders": 1, "trac_employees": 6, "trac_b2b": 1, "ip_disruptive": 1, "inv_last_round": 1},
    {"team_founders": 4, "trac_employees": 3, "trac_b2b": 0, "ip_disruptive": 0},
]


@pytest.fixture
def finalists(edition) -> list[Application]:
    """Four finalists in their running order, each with answers from its application."""
    names = ["Acequia", "Boreal", "Cargolux Labs", "Dendro"]
    return [
        Application.objects.create(
            edition=edition,
            key=f"finalist-{place}",
            company=name,
            one_liner=f"{name} does one thing well",
            contact_name="A Founder",
            contact_email=f"founder{place}@example.org",
            answers=answers,
            state=State.FINALIST,
            running_order=place,
            submitted_at=timezone.now(),
        )
        for place, (name, answers) in enumerate(zip(names, FINALIST_ANSWERS, strict=True), start=1)
    ]


@pytest.fixture
def opened_show(edition, finalists, jury, host):
    """The edition's show, just opened by the stage's own action."""
    from battle.stage import actions

    return actions.open_show(edition=edition, actor=str(host.pk), at=timezone.now())


@pytest.fixture(scope="session")
def trained_jury() -> bytes:
    """The built-in jury's model file, trained once for all test processes (the same source gives the same bytes)."""
    from scoring.core import artefact, training

    core = ROOT / "scoring" / "core"
    sources = sorted(path for path in core.rglob("*") if path.suffix in {".py", ".json"})
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    kept = ROOT / "var" / "tests" / f"jury-{digest}.skops"
    with (kept.parent / "jury.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(artefact.dump(training.train_reference(seed=1)))
    return kept.read_bytes()


@pytest.fixture(scope="session")
def trained_proof(trained_jury: bytes):
    """What is proven of that file."""
    return proof_of(trained_jury)


@pytest.fixture
def jury(db, trained_jury, trained_proof) -> service.ModelRef:
    """That jury as the champion of this test's database."""
    from scoring import registry

    registry.install_reference(trained_jury, seed=1, proof=trained_proof)
    return service.champion()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database", action="store_true", help="leave out tests that do not touch the database"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if all(item.get_closest_marker("e2e") for item in items):
        # The longest begin first, so that no process is left alone with one of them at the end.
        items.sort(
            key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST)
        )
    else:
        # The browser of a session is at work in an event loop from its first test on; what begins a loop comes before.
        items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))
    if not config.getoption("--only-database"):
        return
    touching = [
        item
        for item in items
        if {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        or item.get_closest_marker("django_db")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in touching])
    items[:] = touching
