"""Hint given to hint taken: how long a Celery task waits on each broker before a warm worker starts it, and idle CPU.

Decides the embedded default (docs/decisions/0001-broker.md).
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 200
IDLE_SECONDS = 5

BROKERS = {
    "filesystem, polled every 20 ms": {"BROKER_URL": "filesystem://", "POLL": "0.02"},
    "filesystem, polled every 100 ms": {"BROKER_URL": "filesystem://", "POLL": "0.1"},
    "filesystem, kombu's default (1 s)": {"BROKER_URL": "filesystem://", "POLL": "1", "ROUNDS": "10"},
    "Redis": {"BROKER_URL": "redis://127.0.0.1:6379/7"},
    "RabbitMQ": {"BROKER_URL": "amqp://guest:guest@127.0.0.1:5672//"},
}

# The worker writes when it started the task into a file: the clock is the machine's monotonic one on both sides.
PROBE = """
import os, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "battle.settings")
from battle.celery import app
if os.environ.get("POLL"):
    app.conf.broker_transport_options = {
        **app.conf.broker_transport_options, "polling_interval": float(os.environ["POLL"])
    }
@app.task(name="probe", queue=os.environ["QUEUE"], acks_late=True)
def probe(sent):
    with open(os.environ["PROBE_FILE"], "a") as file:
        file.write(f"{time.monotonic() - sent}\\n")
"""


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path, options: dict[str, str]) -> tuple[list[float], float]:
    (folder / "probe_app.py").write_text(PROBE)
    taken = folder / "taken.txt"
    taken.touch()
    env = {
        **os.environ,
        **options,
        "BATTLE_VAR": str(folder / "var"),
        "PROBE_FILE": str(taken),
        "QUEUE": f"probe-{uuid.uuid4().hex[:8]}",  # nothing of an earlier run waits in it
        "PYTHONPATH": f"{folder}:{ROOT}",
    }
    worker = subprocess.Popen(
        [
            *(
                sys.executable,
                "-m",
                "celery",
                "-A",
                "probe_app",
                "-q",
                "worker",
                "--pool",
                "solo",
                "-Q",
                env["QUEUE"],
            ),
            "-l",
            "error",
        ],
        cwd=folder,
        env=env,
        stderr=subprocess.DEVNULL,
    )
    send = (
        "import sys, time; from probe_app import probe\n"
        "from pathlib import Path\n"
        "import os; taken = Path(os.environ['PROBE_FILE'])\n"
        "for n in range(int(sys.argv[1])):\n"
        "    probe.delay(time.monotonic())\n"
        "    deadline = time.monotonic() + 20\n"
        "    while taken.read_text().count('\\n') <= n and time.monotonic() < deadline: time.sleep(0.001)\n"
        "    time.sleep(0.007)\n"
    )
    try:
        rounds = int(options.get("ROUNDS", ROUNDS))
        subprocess.run(
            [sys.executable, "-c", send, str(rounds)], cwd=folder, env=env, check=True, timeout=200
        )
        before, began = cpu_seconds(worker.pid), time.monotonic()
        time.sleep(IDLE_SECONDS)
        idle = (cpu_seconds(worker.pid) - before) / (time.monotonic() - began)
    finally:
        worker.terminate()
        worker.wait(timeout=20)
    # The first one waits for the worker's start.
    return sorted(float(line) for line in taken.read_text().split()[1:]), idle


def main() -> None:
    print(f"{'broker':<36} {'p50':>9} {'p99':>9} {'idle CPU':>9}  ratio")
    base = 0.0
    for name, options in BROKERS.items():
        with tempfile.TemporaryDirectory() as folder:
            try:
                waits, idle = measure(Path(folder), options)
            except (subprocess.SubprocessError, OSError, ValueError) as error:
                print(f"{name:<36} left out: {error}")
                continue
        p50, p99 = statistics.median(waits), waits[int(0.99 * len(waits)) - 1]
        base = base or p50
        print(
            f"{name:<36} {1000 * p50:>6.1f} ms {1000 * p99:>6.1f} ms {100 * idle:>7.1f} %  x{p50 / base:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
