# Everything a developer types. `make help` lists it.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.development
SERVING = $(VENV)/.$(LOCKED)
# What production installs: `production`, or `s3` for files in a bucket.
LOCKED ?= production
SOURCES := manage.py posts prsite tests

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: run
run: export SITE_URL := http://127.0.0.1:$(PORT)
run: $(STAMP) ## Set up and serve the publication on 127.0.0.1:PORT (8000)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo --with-admin
	@$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

.PHONY: serve
serve: export DEBUG := false
serve: $(SERVING) ## Set up and serve in production, as .env or the environment says
	@$(BIN)/python -m prsite.serve --prepare

.PHONY: test
test: $(STAMP) ## Set up and run the tests
	@$(BIN)/python manage.py test

.PHONY: test-browser
test-browser: $(STAMP) ## Run the tests that drive a real Chromium
	@$(BIN)/python -m pytest -m browser

.PHONY: lint
lint: $(STAMP) ## Check style of code and templates, and that no migration is missing
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/**.html')
	$(BIN)/python manage.py makemigrations --check --dry-run

.PHONY: format
format: $(STAMP) ## Format code and templates
	$(BIN)/ruff check --fix-only $(SOURCES)
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/**.html')

.PHONY: types
types: $(STAMP) ## Check the types
	$(BIN)/mypy $(SOURCES)

.PHONY: bench
bench: $(STAMP) ## Measure rendering, import, pages and search on this machine
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_search

.PHONY: bench-editing
bench-editing: $(STAMP) ## Read under load while an editor saves, and look for old pages
	$(BIN)/python -m tests.bench_editing

.PHONY: messages
messages: $(STAMP) ## Gather what can be translated, and compile the catalogues (needs gettext)
	$(BIN)/python manage.py makemessages --all $(GATHER)
	$(BIN)/python manage.py makemessages --all $(GATHER) --domain djangojs --ignore vendor
	$(BIN)/python manage.py compilemessages --ignore $(VENV) --ignore var

GATHER := --no-location --no-wrap --no-obsolete --verbosity 0 \
	--ignore $(VENV) --ignore var --ignore tests

.PHONY: lock
lock: ## Write the hashed lock files anew (needs uv)
	uv pip compile pyproject.toml $(LOCK) -o requirements/production.txt
	uv pip compile pyproject.toml --extra s3 $(LOCK) -o requirements/s3.txt
	uv pip compile pyproject.toml --extra s3 --group dev $(LOCK) -o requirements/development.txt

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-strip-extras --no-header --no-annotate --quiet

.PHONY: ci
ci: ## Run what continuous integration runs
	bash .ci/run

# The environment is made once, and again whenever the lock changes.
$(STAMP): requirements/development.txt
$(SERVING): requirements/$(LOCKED).txt
$(STAMP) $(SERVING):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "prsite needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what $< locks …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
