# Everything one does with this tree. Needs make, and Python 3.11 or later with its venv module.

PYTHON ?= python3
BIN := .venv/bin
DIR ?= ../shared/mails
FUZZ_SECONDS ?= 60
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install --no-deps --require-hashes

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run demo test test-postgresql chaos chaos-long bench test-system test-systemd deb manual corpus corpus-peers lessons fuzz check format lock help

run: .venv/run.stamp ## Run Postdesk on an embedded default, with all it keeps in var/; Ctrl-C ends it
	@mkdir -p var
	@exec $(BIN)/postdesk serve --embedded var

demo: .venv/run.stamp ## Play two whole conversations, in Russian and in English, and show them
	@$(BIN)/postdesk demo

test: .venv/dev.stamp ## Run all tests that need only Python
	@$(BIN)/python -m pytest -n 2

chaos: .venv/dev.stamp ## Kill, starve and cut off Postdesk for a short while, and check its promises; root on Debian 12
	@tests/system/packages
	@$(BIN)/python -m pytest -n 2 tests/chaos

chaos-long: .venv/dev.stamp ## Kill it 200 times under 20,000 mails, and print the figures; takes half an hour
	@$(BIN)/python -m tests.chaos.crash_loop

bench: .venv/dev.stamp ## Measure the speed beside others and print a table; BENCH="--scale 0.05 road" is a short one; root on Debian 12
	@tests/system/packages
	@$(BIN)/python -m tests.bench $(BENCH)

corpus: .venv/dev.stamp ## Judge the reading of mails that others wrote, in DIR=../shared/mails; CORPUS=--wrong shows what is wrong
	@$(BIN)/python -m tests.corpus $(DIR) $(CORPUS)

corpus-peers: .venv/dev.stamp .venv/peers.stamp ## Judge the libraries that one would take instead, beside Postdesk, on the same mails
	@$(BIN)/python -m tests.corpus $(DIR) --peers

lessons: .venv/dev.stamp .venv/lessons.stamp ## Learn the weights of parsers/data anew from tests/lessons, and print how well; takes twenty minutes
	@$(BIN)/python -m tests.lessons

fuzz: .venv/dev.stamp ## Read damaged mails for FUZZ_SECONDS=60, and keep in var/fuzz what breaks the reader
	@$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS) --mails $(DIR)

test-postgresql: .venv/dev.stamp ## Run the same tests over a PostgreSQL of their own; root on Debian 12 only
	@tests/system/packages
	@$(BIN)/python -m pytest -n 2 --store postgresql

test-system: .venv/dev.stamp ## Run the tests with real Postfix, Dovecot and mutt; root on Debian 12 only
	@tests/system/packages
	@$(BIN)/python -m pytest tests/system

test-systemd: .venv/dev.stamp ## Boot a throw-away Debian with the package, Postfix and Dovecot, and try it; root only
	@tests/systemd/packages
	@$(BIN)/python -m pytest --timeout 600 tests/systemd

deb: ## Build the Debian package; on Debian 12
	@systemd/build-deb

manual: .venv/run.stamp ## Show the manual page of the command line
	@$(BIN)/python -m systemd.manual 1 | man --local-file -

check: .venv/dev.stamp ## Run what must pass before a commit: format, lint, types, import rules, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -n 2

format: .venv/dev.stamp ## Bring all files into the one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Choose and lock the versions of all libraries anew; needs uv
	uv pip compile --quiet --no-header --universal --generate-hashes --upgrade \
	  --output-file requirements.lock pyproject.toml
	uv pip compile --quiet --no-header --universal --generate-hashes --upgrade --extra dev \
	  --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	uv pip compile --quiet --no-header --universal --generate-hashes --upgrade \
	  --output-file requirements-build.lock requirements-build.in
	uv pip compile --quiet --no-header --universal --generate-hashes --upgrade \
	  --output-file requirements-peers.lock requirements-peers.in
	uv pip compile --quiet --no-header --universal --generate-hashes --upgrade \
	  --output-file requirements-lessons.lock requirements-lessons.in

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Postdesk needs Python 3.11 or later, and $(PYTHON) is not. Name another: make PYTHON=python3.13 run" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian: apt-get install python3-venv" >&2; \
	  exit 1; }
	@echo "Making the virtual environment .venv"
	@$(PYTHON) -m venv --clear .venv

.venv/run.stamp: requirements.lock requirements-build.lock pyproject.toml | .venv/bin/python
	@echo "Installing Postdesk with the libraries of requirements.lock"
	@$(PIP) -r requirements.lock -r requirements-build.lock
	@$(BIN)/python -m pip --disable-pip-version-check -qq install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	@echo "Installing the libraries of requirements-dev.lock"
	@$(PIP) -r requirements-dev.lock
	@touch $@

# Apart from all others: Postdesk itself must never find them.
.venv/peers.stamp: requirements-peers.lock | .venv/bin/python
	@echo "Installing the libraries of requirements-peers.lock"
	@$(PIP) --upgrade --target .venv/peers -r requirements-peers.lock
	@touch $@

.venv/lessons.stamp: requirements-lessons.lock | .venv/bin/python
	@echo "Installing the libraries of requirements-lessons.lock"
	@$(PIP) --upgrade --target .venv/lessons -r requirements-lessons.lock
	@touch $@
