"""`import_dataset` as a person runs it."""

import pytest

from tests.scoring.datasets.tables import MAPPING


@pytest.fixture
def run_import(run_command, tmp_path, db):
    """(exit code, stdout, problem or None) of an import of these bytes by this mapping."""

    def run(data: bytes, *options: str, mapping: str = MAPPING, name: str = "startups.csv"):
        (tmp_path / name).write_bytes(data)
        (tmp_path / "map.toml").write_text(mapping)
        if "--preview" not in options and "--name" not in options:
            options = ("--name", "startups", *options)
        return run_command("import_dataset", tmp_path / name, "--map", tmp_path / "map.toml", *options)

    return run
