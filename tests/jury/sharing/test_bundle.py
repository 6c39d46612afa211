"""The file of a white box: the whole jury, outside the site."""

import hashlib
import io
import json
import os
import subprocess
import sys
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from scoring import service
from scoring.core.questionnaire import load
from scoring.models import JuryModel
from scoring.sharing import bundle
from scoring.sharing.whitebox import predict
from tests.conftest import leave_out
from tests.scoring.conftest import random_sheets

ABSENT = ("django", "celery", "rest_framework", "pandas", "openpyxl", "pandera", "pydantic", "battle")


@pytest.fixture
def unpacked(jury, tmp_path) -> Path:
    with zipfile.ZipFile(io.BytesIO(bundle.build_bundle(jury.version))) as file:
        file.extractall(tmp_path)
    return tmp_path / f"jury-{jury.version}"


def run(python: str | Path, *arguments: object, code: int = 0) -> str:
    """In a process that knows nothing of the project."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [str(python), *map(str, arguments)], env=clean, cwd="/", capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def random_answers(count: int, seed: int) -> list[dict[str, float | str]]:
    """Answers as people give them, with gaps: choices by name or number, numbers in their unit."""
    rows = []
    for number, sheet in enumerate(random_sheets(count, seed)):
        row: dict[str, float | str] = {}
        for question, level in zip(load().questions, sheet.tolist(), strict=True):
            if level >= 0 and question.options and number % 2:
                row[question.key] = question.options[level].slug
            elif level >= 0:
                row[question.key] = max(question.levels[level], question.minimum or 0)
        rows.append(row)
    return rows


def test_the_same_model_is_the_same_file_and_each_file_in_it_has_its_sum(jury, unpacked):
    first = bundle.build_bundle(jury.version)
    bundle.build_bundle.cache_clear()

    assert bundle.build_bundle(jury.version) == first
    sums = (unpacked / "SHA256SUMS").read_text().splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in sums)}
    files = {str(path.relative_to(unpacked)): path for path in unpacked.rglob("*") if path.is_file()}
    assert set(told) == set(files) - {"SHA256SUMS"}
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == told[name] for name in told)
    assert told["model.skops"] == jury.sha256


def test_it_holds_the_modules_that_scoring_loads_and_no_other(unpacked):
    script = (
        "import sys, json; import predict\n"
        "predict.open_jury().score({'team_founders': 3})\n"
        "print(json.dumps([m for m in sys.modules if m.startswith(('scoring', 'battle', 'django'))]))"
    )

    loaded = json.loads(
        run(sys.executable, "-c", f"import sys; sys.path.insert(0, {str(unpacked)!r})\n{script}")
    )

    held = {
        ".".join(path.relative_to(unpacked).with_suffix("").parts).removesuffix(".__init__")
        for path in (unpacked / "scoring").rglob("*.py")
    }
    assert set(loaded) == held


def test_its_requirements_are_pinned_to_what_the_site_scores_with(unpacked):
    pinned = dict(line.split("==") for line in (unpacked / "requirements.txt").read_text().splitlines())

    assert set(bundle.LIBRARIES) < set(pinned)
    assert all(metadata.version(name) == version for name, version in pinned.items())
    assert not {"django", "celery", "pandas"} & {name.lower() for name in pinned}


def test_its_card_tells_what_the_jury_is(jury, unpacked):
    card = json.loads((unpacked / "card.json").read_text())

    record = JuryModel.objects.get(version=jury.version)
    assert (card["version"], card["sha256"], card["rows"]) == (jury.version, jury.sha256, record.rows)
    assert card["metrics"] == record.metrics
    text = (unpacked / "card.md").read_text()
    assert f"SHA-256 of the model file: {jury.sha256}" in text
    assert "These startups are invented" in text
    assert f"| `model.auc` | {record.metrics['model']['auc']:.3f} |" in text
    assert "{" not in (unpacked / "README.md").read_text().replace('{"team', "")


def test_the_program_scores_json_as_the_site_does(unpacked, jury, tmp_path):
    rows = random_answers(6, seed=3)
    (tmp_path / "rows.json").write_text(json.dumps([*rows, {"gender": "f"}, 5]))

    told = json.loads(run(sys.executable, unpacked / "predict.py", tmp_path / "rows.json", code=1))

    assert [each["problem"]["type"] for each in told[6:]] == ["protected_attribute", "not_an_object"]
    for row, each in zip(rows, told, strict=False):
        score = service.score(row).as_dict()
        assert each == {name: score[name] for name in each}


def test_the_program_scores_csv_and_keeps_columns_that_are_no_questions(unpacked, jury, tmp_path, capsys):
    (tmp_path / "rows.csv").write_text(
        "\ufeffcompany,team_founders,trac_partners\nAcme,3,\nBoreal,,1\nCarg,900,\n", encoding="utf-8"
    )

    code = predict.main(["--scores-only", str(tmp_path / "rows.csv")], unpacked)

    assert code == 1
    expected = [service.score({"team_founders": 3}).score, service.score({"trac_partners": 1}).score]
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "company,score,problem"
    assert lines[1:3] == [f"Acme,{expected[0]!r},", f"Boreal,{expected[1]!r},"]
    assert lines[3].startswith("Carg,,")


def test_an_altered_model_file_is_not_read(unpacked, capsys):
    data = bytearray((unpacked / "model.skops").read_bytes())
    data[-1] ^= 1
    (unpacked / "model.skops").write_bytes(data)

    code = predict.main([str(unpacked / "card.json")], unpacked)

    told = capsys.readouterr()
    assert (code, told.out) == (2, "")
    assert "altered or damaged" in told.err


@pytest.mark.e2e
def test_a_thousand_startups_score_alike_in_a_bare_environment(unpacked, jury, tmp_path):
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=True)
    python = bare / "bin" / "python"
    installed = subprocess.run(
        [python, "-m", "pip", "install", "-q", "-r", unpacked / "requirements.txt"],
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode:
        leave_out(f"the libraries cannot be installed here: {installed.stderr[-300:]}")
    rows = random_answers(1_000, seed=11)
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    (tmp_path / "some.json").write_text(json.dumps(rows[:200]))

    listed = json.loads(run(python, "-m", "pip", "list", "--format=json"))
    alone = json.loads(run(python, unpacked / "predict.py", "--scores-only", tmp_path / "rows.json"))
    whole = json.loads(run(python, unpacked / "predict.py", tmp_path / "some.json"))

    wanted = [line.split("==")[0] for line in (unpacked / "requirements.txt").read_text().splitlines()]
    assert {each["name"].lower() for each in listed} - {"pip", "setuptools"} == {n.lower() for n in wanted}
    missing = f"from importlib.util import find_spec; print([n for n in {ABSENT} if find_spec(n)])"
    assert run(python, "-c", missing).strip() == "[]"
    assert [each["score"] for each in alone] == list(service.score_many(rows).scores)
    assert [each["score"] for each in alone[:200]] == [each["score"] for each in whole]
    for row, each in zip(rows, whole, strict=False):  # with the band, which takes longer
        score = service.score(row).as_dict()
        assert each == {name: score[name] for name in each}
