"""`import_dataset` as a person runs it."""

import json

import pytest
from django.core.management import call_command

from tests.scoring.datasets.tables import MAPPING


@pytest.fixture
def run_import(capsys, tmp_path, db):
    """(exit code, stdout, problem or None) of an import of these bytes by this mapping."""

    def run(data: bytes, *options: str, mapping: str = MAPPING, name: str = "startups.csv"):
        (tmp_path / name).write_bytes(data)
        (tmp_path / "map.toml").write_text(mapping)
        if "--preview" not in options and "--name" not in options:
            options = ("--name", "startups", *options)
        arguments = [str(tmp_path / name), "--map", str(tmp_path / "map.toml"), *options]
        try:
            call_command("import_dataset", *arguments)
            code = 0
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return code, told.out, json.loads(told.err) if told.err else None

    return run
