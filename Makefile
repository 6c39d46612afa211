# Two commands: `make run` serves the demo edition, `make test` proves everything.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export OMP_NUM_THREADS := 1
export PYTHONUNBUFFERED := 1

.PHONY: run setup setup-dev test check format bench bench-scoring card messages clean

run: setup
	@exec $(PY) manage.py up

setup: $(VENV)/.installed

setup-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON= to it."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt constraints.txt | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt constraints.txt | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

test: setup-dev
	@$(PY) tests/run.py

check: setup-dev
	@$(PY) tests/checks.py

format: setup-dev
	$(VENV)/bin/ruff check --fix --quiet .
	$(VENV)/bin/ruff format --quiet .
	git ls-files 'templates/*.html' | xargs $(VENV)/bin/djade --target-version 5.2

bench: setup-dev
	@$(PY) tests/bench/run.py

# Scores on the real companies of SHARED_DATA, beside the figures that were measured before; some minutes.
bench-scoring: setup-dev
	@$(PY) tests/bench/run.py scoring

# The same, written as docs/model-card.{md,html,json}.
card: setup-dev
	@$(PY) tests/bench/bench_scoring.py --card docs

messages: setup-dev
	$(PY) manage.py makemessages --all --no-obsolete --no-location -d django --ignore=.venv --ignore=var --ignore=tests
	$(PY) manage.py compile_translations

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache
