# Each target sets up what it needs. `make demo` and `make test` work on a fresh machine with Python 3.11.
PYTHON ?= $(shell command -v python3 || command -v python3.11 || echo python3)
BIN := .venv/bin

.PHONY: help setup setup-dev demo test lint format bench chaos messages lock
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 12

setup:  ## the virtual environment in .venv with the locked requirements
	@$(PYTHON) scripts/bootstrap.py

setup-dev:
	@$(PYTHON) scripts/bootstrap.py --dev

demo: setup  ## the whole portal with the 2018 plan and a demonstration, without any service; Ctrl-C stops it
	@PORTAL_TODAY=$${PORTAL_TODAY:-2018-11-21} exec $(BIN)/python manage.py run_portal --demo

test: setup-dev  ## every check and every test, on SQLite, on PostgreSQL with Redis and in a browser
	@exec $(BIN)/python scripts/run_tests.py

lint: setup-dev  ## style, types, import contracts; no services needed
	@exec $(BIN)/python scripts/run_tests.py --lint

format: setup-dev  ## brings the source into shape
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

bench: setup-dev  ## measures the pages and jobs (see bench/)
	@exec $(BIN)/python -m bench

chaos: setup-dev  ## the queue of reports under fault: killed workers, lost messages (ARGS="--short", "--controls")
	@exec $(BIN)/python -m scripts.chaos $(ARGS)

messages: setup-dev  ## compiles locale/*/LC_MESSAGES/django.po
	@$(BIN)/python scripts/compile_messages.py

lock:  ## resolves requirements*.in anew (developers; needs uv)
	@uv pip compile --quiet --no-header --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	@uv pip compile --quiet --no-header --universal --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
