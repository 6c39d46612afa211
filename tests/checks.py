"""`make check`: every quality gate, each on one line, all run even when one fails."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
FILE_LINES, FUNCTION_LINES = 400, 60
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
# A check must neither need nor touch the database of this folder.
SCRATCH = {"BATTLE_VAR": tempfile.mkdtemp(prefix="battle-check-"), "DATABASE_URL": "", "BROKER_URL": ""}


def run(*command: str, env: dict[str, str] | None = None) -> str:
    """Run a command in the project's root; returns what it printed if it failed, "" if it passed."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **SCRATCH, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    return (
        "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"exit code {done.returncode}"
    )


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def check_ruff() -> str:
    return run(str(BIN / "ruff"), "check", "--quiet", ".")


def check_format() -> str:
    return run(str(BIN / "ruff"), "format", "--check", "--quiet", ".")


def check_types() -> str:
    return run(str(BIN / "mypy"), "battle", "scoring", "manage.py")


def check_imports() -> str:
    return run(str(BIN / "lint-imports"))


def check_templates() -> str:
    """djade rewrites what it would format: it is given copies."""
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for number, source in enumerate(tracked("templates/*.html")):
            copy = Path(folder) / f"{number}.html"
            shutil.copy(source, copy)
            if run(str(BIN / "djade"), "--target-version", "5.2", str(copy)):
                found.append(f"{source.relative_to(ROOT)} is not formatted (make format)")
        return "\n".join(found)


def check_system() -> str:
    return run(sys.executable, "manage.py", "check", "--fail-level", "WARNING")


def check_migrations() -> str:
    return run(sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")


def check_translations() -> str:
    """Every text in the source has a translation in every catalog, none is left fuzzy, and all catalogs compile."""
    if not shutil.which("xgettext"):
        if REQUIRE_ALL:
            return "GNU gettext is missing, and REQUIRE_ALL=1"
        print("left out: the comparison of catalogs with the source, because GNU gettext is missing")
        return ""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        for name in tracked("*.py", "*.html", "*.txt", "*.po"):
            target = copy / name.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, target)
        made = subprocess.run(
            [
                sys.executable,
                "manage.py",
                "makemessages",
                "--all",
                "--no-obsolete",
                "--no-location",
                "-v0",
                "--ignore=tests",
            ],
            cwd=copy,
            env={**os.environ, **SCRATCH},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            return made.stdout + made.stderr
        return "\n".join(_missing(catalog, copy) for catalog in sorted(copy.glob("locale/*/*/*.po"))).strip()


def _missing(catalog: Path, root: Path) -> str:
    from babel.messages.pofile import read_po

    with catalog.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    lacking = [message for message in messages if message.fuzzy or not all(_strings(message.string))]
    wrong = [f"{e}" for message in messages for e in message.check()]
    name = catalog.relative_to(root)
    told = (
        [f"{name}: {len(lacking)} of {len(messages)} texts lack a translation, first: {lacking[0].id!r}"]
        if lacking
        else []
    )
    return "\n".join(told + [f"{name}: {reason}" for reason in wrong])


def _strings(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


def check_size() -> str:
    """A file that reaches 400 lines, or a function that reaches 60, is two things."""
    found = []
    for path in tracked("*.py", "*.js", "*.css", "*.html"):
        # What a command writes (migrations, the model card) is no source.
        if "migrations" in path.parts or path == ROOT / "docs" / "model-card.html":
            continue
        source = path.read_text()
        if (lines := source.count("\n")) >= FILE_LINES:
            found.append(f"{path.relative_to(ROOT)}: {lines} lines")
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                    length = node.end_lineno - node.lineno + 1
                    if length >= FUNCTION_LINES:
                        found.append(f"{path.relative_to(ROOT)}: {node.name} has {length} lines")
    return "\n".join(found)


def check_secrets() -> str:
    """No private key, token or inline handler that the content policy would block anyway."""
    patterns = {
        "a private key": r"BEGIN [A-Z ]*PRIVATE KEY",
        "an inline style": r"<[^>]+\sstyle=",
        "an inline handler": r"<[^>]+\son[a-z]+=",
        "an inline script": r"<script(?![^>]*(?:src=|type=\"application/json\"))[^>]*>",
    }
    found = []
    for path in tracked("templates/*.html", "battle/*.py", "scoring/*.py", ".ci/*"):
        for what, pattern in patterns.items():
            if re.search(pattern, path.read_text()):
                found.append(f"{path.relative_to(ROOT)} holds {what}")
    return "\n".join(found)


CHECKS: dict[str, Callable[[], str]] = {
    "ruff": check_ruff,
    "format": check_format,
    "types": check_types,
    "imports": check_imports,
    "templates": check_templates,
    "system": check_system,
    "migrations": check_migrations,
    "translations": check_translations,
    "size": check_size,
    "secrets": check_secrets,
}


def main(names: list[str]) -> int:
    failed = 0
    for name in names or CHECKS:
        told = CHECKS[name]()
        failed += bool(told)
        print(f"{'FAILED' if told else 'ok':<8}{name}" + (f"\n{told}" if told else ""), flush=True)
    shutil.rmtree(SCRATCH["BATTLE_VAR"], ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
