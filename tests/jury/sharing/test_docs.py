"""docs/sharing.md says what is so."""

import json
import re
from pathlib import Path

from scoring import service
from scoring.api.content import MOST_BYTES
from scoring.sharing import KEPT_DAYS, actions
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "sharing.md").read_text()


def _codes() -> set[str]:
    """The codes of refusals in the source of what a client may do; those of the steward's forms are not in it."""
    folder = Path(ROOT, "scoring")
    sources = [folder / "api" / name for name in ("authentication.py", "content.py", "views.py")]
    text = "".join(path.read_text() for path in [*sources, folder / "sharing" / "guard.py"])
    text += (folder / "sharing" / "actions.py").read_text().partition("def admit_token")[2]
    return set(re.findall(r'"((?:token|client|no|budget|systematic|wrong|too)_[a-z]+)"', text)) - {"no_store"}


def test_every_refusal_is_in_the_table():
    told = set(re.findall(r"^\| \d{3} \| `([a-z_]+)` \|", PAGE, re.MULTILINE))

    assert _codes() <= told
    assert told - _codes() == {"parse_error", "unsupported_media_type", "invalid"}


def test_the_example_is_scored(jury, black):
    (sent,) = re.findall(r"-d '(\{.*\})'", PAGE)

    score = service.score(json.loads(sent)["answers"]).score

    # The last bits of a trained file, and with them its name, differ from one kind of processor to another.
    (told,) = re.findall(r'^(\{"score": .*\})$', PAGE, re.MULTILINE)
    assert json.loads(told)["score"] == int(score + 0.5)
    assert re.fullmatch(r"v1-cohort-[0-9a-f]{10}", jury.version)
    assert re.fullmatch(r"v1-cohort-[0-9a-f]{10}", json.loads(told)["model"])


def test_its_numbers_are_those_of_the_program():
    assert f"deleted after {KEPT_DAYS} days" in PAGE
    assert f"{MOST_BYTES:,} bytes at most" in PAGE
    assert f"{actions.MOST_REFUSALS_KEPT:,} a day are kept" in PAGE
