"""Answer to score on the board through the whole product: `manage.py up` and `rehearse`, on each set of services."""

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.site import Site

VIEWERS = (0, 1000)


def measure(services: str, viewers: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "site", services, redis_db=8)
        try:
            started = site.start()
            told = site.manage("rehearse", "demo", "--viewers", str(viewers), "--url", site.url, "--json")
            stopped = site.stop()
            return {**json.loads(told), "start_s": started, "stop_s": stopped}
        finally:
            site.remove()


def main() -> None:
    print(
        f"{'services':<20} {'viewers':>7} {'answers':>7} {'scores':>6} {'gaps':>4} "
        f"{'board p50':>10} {'p99':>7} {'last viewer p50':>16} {'p99':>7} {'start':>6} {'stop':>5}"
    )
    base: float | None = None
    for services, name in (("embedded", "SQLite + filesystem"), ("real", "PostgreSQL + Redis")):
        for viewers in VIEWERS:
            got = measure(services, viewers)
            board, last = got["answer_to_board_ms"], got["last_viewer_ms"]
            base = base or board["p50"]
            print(
                f"{name:<20} {viewers:>7} {got['answers_sent']:>7} {got['scores_seen']:>6} {got['gaps']:>4} "
                f"{board['p50']:>7} ms {board['p99']:>7} {last['p50'] or '-':>13} ms {last['p99'] or '-':>7} "
                f"{got['start_s']:>5.1f}s {got['stop_s']:>4.1f}s   x{board['p50'] / base:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
