"""The model file: the same for the same data, safe to open, refused when altered."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import skops.io
from sklearn.base import BaseEstimator

from scoring.core import artefact
from scoring.core.fileformat import FORMAT
from scoring.core.problems import BadModelFile
from tests.scoring.conftest import random_sheets

ROOT = Path(__file__).resolve().parent.parent.parent
ELSEWHERE = """
import json, sys
import numpy as np
from scoring.core import artefact, training
data = artefact.dump(training.train_reference(seed=1))
model = artefact.load(data, artefact.sha256(data))
sheet = np.array(json.loads(sys.argv[1]), dtype=np.int8)
print(json.dumps([artefact.sha256(data), model.score(sheet).score, "django" in sys.modules]))
"""


def test_another_process_trains_the_identical_file_and_gives_the_identical_score(trained_jury, model):
    sheet = random_sheets(1, seed=30, answered=0.5)[0]

    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, json.dumps(sheet.tolist())],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        check=True,
    )

    sha256, score, with_django = json.loads(done.stdout)
    assert sha256 == artefact.sha256(trained_jury)
    assert score == pytest.approx(model.score(sheet).score, abs=1e-9)
    assert not with_django


def test_it_is_a_deflated_skops_file_under_a_megabyte(trained_jury):
    with zipfile.ZipFile(io.BytesIO(trained_jury)) as file:
        entries = file.infolist()

    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_DEFLATED}
    assert {entry.date_time for entry in entries} == {artefact.LONG_AGO}
    assert len(trained_jury) < 1_000_000


def test_it_holds_no_type_that_is_not_on_the_list(trained_jury):
    assert set(skops.io.get_untrusted_types(data=trained_jury)) == set(artefact.TRUSTED)


@pytest.mark.parametrize("place", [0, 1_000, -1])
def test_one_changed_byte_is_refused_before_anything_is_read(trained_jury, place, monkeypatch):
    altered = bytearray(trained_jury)
    altered[place] ^= 1
    monkeypatch.setattr(skops.io, "loads", lambda *args, **kwargs: pytest.fail("it was read"))

    with pytest.raises(BadModelFile, match="SHA-256"):
        artefact.load(bytes(altered), artefact.sha256(trained_jury))


class Stranger(BaseEstimator):
    pass


def test_a_type_that_is_not_trusted_is_refused():
    data = _with_facts(skops.io.dumps({"members": Stranger()}), {"format": FORMAT})

    with pytest.raises(BadModelFile, match="not trusted"):
        artefact.load(data, artefact.sha256(data))


def _with_facts(data: bytes, facts: dict) -> bytes:
    output = io.BytesIO(data)
    with zipfile.ZipFile(output, "a") as file:
        file.writestr(artefact.FACTS, json.dumps(facts))
    return output.getvalue()


@pytest.mark.parametrize("data", [b"", b"no zip", skops.io.dumps({"members": 1}), skops.io.dumps([1])])
def test_another_file_is_refused(data):
    with pytest.raises(BadModelFile):
        artefact.load(data, artefact.sha256(data))


@pytest.mark.parametrize("content", [{"members": 1}, [1]])
def test_a_file_that_lacks_a_part_is_refused(content):
    data = _with_facts(skops.io.dumps(content), {"format": FORMAT})

    with pytest.raises(BadModelFile, match="cannot be read"):
        artefact.load(data, artefact.sha256(data))


def test_a_file_of_an_earlier_version_says_what_to_do():
    data = _with_facts(skops.io.dumps({"members": Stranger()}), {"questionnaire": "v1"})

    with pytest.raises(
        BadModelFile, match=f"is of format 1, this version reads {FORMAT}; run manage.py train_jury"
    ):
        artefact.load(data, artefact.sha256(data))


def test_facts_travel_with_the_file(model):
    assert model.facts["synthetic"] is True
    assert model.facts["trained_on"] == "reference cohort v1 (synthetic)"
    assert model.facts["rows"] == 6_000
    assert model.facts["seed"] == 1
    assert model.base == 50.0
