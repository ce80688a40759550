# The verbs of the project. `make` prints them.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
DATA ?= $(or $(GUESTLIST_DATA_DIR),data)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# Stamps: what it takes to run, and what it takes to develop.
RUNTIME := $(VENV)/.runtime
INSTALLED := $(VENV)/.installed
# An OpenID Connect provider at which tests sign in; they are skipped without it.
PROVIDER := tests/signin/provider
PROVIDER_INSTALLED := $(PROVIDER)/node_modules/.package-lock.json
PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

export GUESTLIST_DATA_DIR := $(DATA)
# Where it is set, each of the processes that tests start would compile all of the sources anew.
unexport PYTHONDONTWRITEBYTECODE
# A check that reads settings must not touch the data folder.
CHECKING := GUESTLIST_DATA_DIR=build/check GUESTLIST_SECRET_KEY=not-a-secret-but-long-enough-to-check

.DEFAULT_GOAL := help
.PHONY: help install run test check fix bench fuzz messages screenshots

help: ## Say what there is
	@grep -E '^[a-z]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: $(INSTALLED) $(PROVIDER_INSTALLED) ## Make .venv with everything in it, as constraints.txt pins it

$(RUNTIME): pyproject.toml constraints.txt
	@echo "Installing Guestlist into $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP_INSTALL) .
	@touch $@

$(INSTALLED): $(RUNTIME)
	@echo "Installing what its tests and checks need …"
	@$(PIP_INSTALL) '.[dev]'
	@touch $@

$(PROVIDER_INSTALLED): $(PROVIDER)/package-lock.json
	@command -v npm > /dev/null && npm ci --prefix $(PROVIDER) --no-audit --no-fund --loglevel error \
		|| echo "Without npm there is no OpenID Connect provider to test with."

run: export GUESTLIST_PUBLIC_URL ?= http://127.0.0.1:$(PORT)
run: $(RUNTIME) ## Serve on http://127.0.0.1:8000, with made-up events the first time (DATA=folder PORT=number)
	@test -n "$$GUESTLIST_DATABASE_URL" -o -e $(DATA)/guestlist.sqlite3 || { echo "Making up events …"; $(BIN)/guestlist demo > /dev/null; }
	@$(BIN)/guestlist webapp list --curl
	@exec $(BIN)/guestlist serve --port $(PORT)

test: install ## Run every test, on SQLite and on PostgreSQL, on every core (ARGS=--db=sqlite …)
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

check: install ## Formatting, lint, types, import contracts, missing migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(CHECKING) $(BIN)/mypy
	$(BIN)/lint-imports
	$(CHECKING) $(BIN)/guestlist manage makemigrations --check --dry-run

fix: install ## Let the tools mend what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: install ## Bring the translations up to date (needs GNU gettext)
	$(CHECKING) $(BIN)/python -m tools.messages

bench: install ## Measure reads and writes beside bare applications (needs wrk)
	$(BIN)/python -m benchmarks $(ARGS)

fuzz: install ## Send the server what nobody should send (schemathesis)
	$(BIN)/python -m tools.fuzz $(ARGS)

screenshots: install ## Take the pictures of README and docs anew (needs Chromium)
	$(BIN)/python -m tools.screenshots
