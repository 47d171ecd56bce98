# make demo     the console on 500 synthetic customers; ARGS="--screenshot out.png --view verifications" and so on
# make test     everything: system, environment, lint, types, arrows, tests; ends with pytest's summary
# make faults   every step of every create under every fault, and five times as many random walks as `make test` takes
#
# The environment lies in .venv, is made from the lock files with their hashes, and is made once: a second run
# installs nothing and needs no network.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test faults lint format lock bench reference clean has-python system system-test venv venv-dev

# The first interpreter that runs and is one of those the lock files are for.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& command -v "$$python" && break; done)

VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check
# Kept, so that the test of the wheel fills an empty environment without a network.
WHEELS := $(VENV)/wheels

# The environment is renewed when a lock file says something else, not when it was merely checked out again.
RUN_DONE := $(VENV)/.run-$(shell cksum < packaging/requirements.lock | tr ' ' '-')
DEV_DONE := $(VENV)/.dev-$(shell cksum < packaging/requirements-dev.lock | tr ' ' '-')
RUN_LOCK := packaging/requirements.lock
DEV_LOCK := packaging/requirements-dev.lock
WORKERS ?= 2
ARGS ?=

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

demo: system $(RUN_DONE)
	$(RUN) -m console demo $(ARGS)

test: system-test lint
	$(RUN) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

faults: system-test $(DEV_DONE)
	FAULT_STEPS=10000 $(RUN) -m pytest -n $(WORKERS) --dist worksteal $(ARGS) tests/faults

lint: $(DEV_DONE)
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m basedpyright --level error
	$(VENV)/bin/lint-imports --no-cache
	$(RUN) -m deptry .

format: $(DEV_DONE)
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

bench: system $(RUN_DONE)
	$(RUN) -m console bench $(ARGS)

# Writes both lock files anew, for CPython 3.11 to 3.13 on every platform; the only target that must have a network.
LOCK := $(RUN) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"

lock: $(DEV_DONE)
	$(LOCK) --upgrade --output-file $(RUN_LOCK)
	$(LOCK) --upgrade --group dev --constraint $(RUN_LOCK) --output-file $(DEV_LOCK)

# The page that says what of the four interfaces is covered, from the claims in resources/help/coverage, and what the
# claimed tests were seen to do.
reference: $(DEV_DONE)
	$(RUN) -m pytest -q -p no:xdist -p tests.support.evidence $$($(RUN) tests/support/coverage.py --tests)
	$(RUN) tests/support/coverage.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find console tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +

has-python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; install one of them." >&2; exit 3; }

system: has-python
	@PYTHON="$(PYTHON)" packaging/system.sh

system-test: has-python
	@PYTHON="$(PYTHON)" packaging/system.sh test

venv: $(RUN_DONE)

venv-dev: $(DEV_DONE)

$(RUN): | system
	"$(PYTHON)" -m venv $(VENV)

$(RUN_DONE): | $(RUN)
	$(PIP) download --quiet --require-hashes --dest $(WHEELS) -r $(RUN_LOCK)
	$(PIP) install --quiet --require-hashes --no-index --find-links $(WHEELS) -r $(RUN_LOCK)
	$(RUN) packaging/link_checkout.py
	@touch $@

$(DEV_DONE): | $(RUN_DONE)
	$(PIP) install --quiet --require-hashes -r $(DEV_LOCK)
	@touch $@
