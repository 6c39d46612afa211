"""A training run on one and on two trainers, on each broker; and what becomes of it when a trainer is killed.

The trainers are processes of their own, as on machines of their own: two of them on two cores should halve the time.
Each run is measured from the first part that is taken until the jury is registered; before it, every trainer has
loaded what it needs. `ROWS=800 KILLED_ROWS=150` change how many startups it learns from, `REDIS_DB` what it empties;
`bench_runs.py speed Redis RabbitMQ` measures these alone.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.support import machine
from tests.support.site import Site
from tests.support.trainers import Trainer, TrainingRoom
from tests.support.waiting import wait_for

ROWS = int(os.environ.get("ROWS", "400"))
KILLED_ROWS = int(os.environ.get("KILLED_ROWS", "150"))
ENDS_WITHIN = 1800
STAGES = ("prepare", "fit", "calibrate", "judge", "register")
RABBITMQ = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
REDIS_DB = int(os.environ.get("REDIS_DB", "8"))


def brokers() -> dict[str, str]:
    """The names of those that answer; of the others one line says that they are left out."""
    known = {
        "filesystem, SQLite": "",
        "Redis, PostgreSQL": machine.REDIS.rsplit("/", 1)[0] + f"/{REDIS_DB}",
        "RabbitMQ, PostgreSQL": RABBITMQ,
    }
    found = {}
    for name, url in known.items():
        # A site with PostgreSQL empties its Redis database, whatever its queue.
        services = [(machine.POSTGRES, 5432), (machine.REDIS, 6379), (url, 5672)] if url else []
        silent = [address.split("@")[-1] for address, port in services if not machine.listens(address, port)]
        if silent:
            print(f"{name:<22} left out: {', '.join(silent)} does not answer")
        else:
            found[name] = url
    return found


@contextmanager
def training_room(broker: str, rows: int) -> Iterator[TrainingRoom]:
    """A database and a queue of its own, with nothing in them."""
    folder = Path(tempfile.mkdtemp())
    site = Site(folder / "site", "real" if broker else "embedded", redis_db=REDIS_DB)
    redis_url = site.env.get("BROKER_URL", "")
    if broker:
        site.env["BROKER_URL"] = broker
        _purge(broker)
    room = TrainingRoom(site, rows)
    try:
        yield room
    finally:
        room.stop_trainers()
        if broker:
            _purge(broker)
            site.env["BROKER_URL"] = redis_url
        site.remove()
        shutil.rmtree(folder, ignore_errors=True)


def _purge(broker: str) -> None:
    from kombu import Connection, Queue

    with Connection(broker) as connection, connection.channel() as channel:
        queue = Queue("training", channel=channel)
        queue.declare()
        queue.purge()


def warm(room: TrainingRoom, *names: str) -> list[Trainer]:
    """Trainers that have all loaded the core: each has taken a part of a run that is then cancelled."""
    trainers = room.add_trainers(*names)
    (run,) = room.start_runs(int(time.monotonic()))
    wait_for(lambda: len(room.trainers_of(run)) == len(names), ENDS_WITHIN)
    room.cancel(run)
    return trainers


def seconds(room: TrainingRoom, run: int) -> float:
    wait_for(lambda: room.over(run), ENDS_WITHIN)
    state = room.state(run)
    if state["state"] != "done":
        raise SystemExit(f"the run {state['state']}: {state['failure']} {state['detail']}")
    began, ended = (_moment(state[name]) for name in ("started_at", "finished_at"))
    return (ended - began).total_seconds()


def _moment(told: str | datetime) -> datetime:
    return told if isinstance(told, datetime) else datetime.fromisoformat(told)


def measure_speed(found: dict[str, str]) -> None:
    print(f"\n{ROWS} startups; seconds from the first part to the registered jury")
    print(f"{'broker, database':<22}{'1 trainer':>11}{'2 trainers':>12}{'ratio':>8}{'parts of each':>16}")
    for name, url in found.items():
        took, shared = {}, ""
        for count in (1, 2):
            with training_room(url, ROWS) as room:
                warm(room, *[f"t{number}" for number in range(count)])
                (run,) = room.start_runs(1)
                took[count] = seconds(room, run)
                shared = " + ".join(str(number) for _who, number in parts_by_trainer(room, run))
        ratio = took[1] / took[2]
        print(f"{name:<22}{took[1]:>11.1f}{took[2]:>12.1f}{ratio:>8.2f}{shared:>16}", flush=True)


def parts_by_trainer(room: TrainingRoom, run: int) -> list[tuple[str, int]]:
    asked = (
        "SELECT trainer, count(*) FROM scoring_runpart WHERE run_id = %s GROUP BY trainer ORDER BY trainer"
    )
    return [(who, number) for who, number in room.ask(asked, run)]


def measure_kills(found: dict[str, str]) -> None:
    print(f"\n{KILLED_ROWS} startups, two trainers, kill -9 of the one that does a part of the stage")
    print(f"{'broker, database':<22}{'stage':<11}{'taken up again':>15}{'end after':>11}  outcome")
    for name, url in found.items():
        for stage in STAGES:
            with training_room(url, KILLED_ROWS) as room:
                told = kill_in(room, stage)
            print(f"{name:<22}{stage:<11}{told}", flush=True)


def kill_in(room: TrainingRoom, stage: str) -> str:
    """What became of a run one of whose trainers was killed in this stage, as cells of the table."""
    trainers = {trainer.process.pid: trainer for trainer in warm(room, "t0", "t1")}
    (run,) = room.start_runs(1)
    working: set[str] = set()
    with room.connected() as ask:
        asked = "SELECT trainer FROM scoring_runpart WHERE run_id = %s AND stage = %s AND state = 'running'"
        while not working and not room.over(run):
            working = {who for (who,) in ask(asked, run, stage)}
    if not working:
        return f"{'':>15}{'':>11}  missed: the stage was over too soon"
    who = working.pop()
    trainers[int(who.rsplit("/", 1)[1])].kill()
    taken_up = wait_for(lambda: room.over(run) or who not in room.working(run, stage), ENDS_WITHIN)
    ended = taken_up + wait_for(lambda: room.over(run), ENDS_WITHIN)
    state = room.state(run)
    return f"{taken_up:>13.1f} s{ended:>9.1f} s  {state['state']} {state['failure']}".rstrip()


def main(asked: list[str]) -> None:
    """What was asked for: "speed", "kills", and names of brokers; everything where nothing was."""
    chosen = set(asked) - PARTS.keys()
    found = {name: url for name, url in brokers().items() if not chosen or name.split(",")[0] in chosen}
    for part, measure in PARTS.items():
        if part in asked or not PARTS.keys() & set(asked):
            measure(found)


PARTS = {"speed": measure_speed, "kills": measure_kills}


if __name__ == "__main__":
    main(sys.argv[1:])
