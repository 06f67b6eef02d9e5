# Everything here needs Python 3.11 or newer with pip, and make. The rest is fetched, with pinned hashes, into .venv.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
ARGS ?=
WORKERS ?= 2
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
BUILD := .build
COVERAGE := $(BUILD)/coverage
TOOLS := sdks/orchestra_generator
NPM_STAMP := $(TOOLS)/node_modules/.installed
NPM_SITE_STAMP := $(TOOLS)/node_modules/.site
DOCS_STAMP := $(BUILD)/docs.built
SDKS := $(BUILD)/sdks
# Whatever the site is made of, the SDKs too: one has its reference there, the other runs in the playground.
DOCS_SOURCES := mkdocs.yml CONTRIBUTING.md CHANGELOG.md $(wildcard sdks/orchestra_generator/*.py) \
	$(shell find docs sdks/typescript/src sdks/python/orchestra_sdk -type f -not -name '*.pyc' 2>/dev/null)

# Python does not find itself without a PATH.
ifeq ($(PATH),)
export PATH := /usr/local/bin:/usr/bin:/bin
endif

# npm from the environment, so that the machine's own Node does not matter.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm

# uv and Node trust the certificates that the machine trusts.
export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never
export NODE_USE_SYSTEM_CA := 1
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# uv does not read pip's configuration: where pip is told of another package index, uv is told of it too.
INDEX = $(or $(UV_DEFAULT_INDEX),$(PIP_INDEX_URL),$(shell $(PYTHON) -m pip config get global.index-url 2>/dev/null))
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps

##@ Use
.PHONY: help
help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: serve
serve: $(VENV)/.serve $(DOCS_STAMP) ## Set up what is missing and start the service (ARGS="--port 9000")
	@exec $(BIN)/orchestra serve $(ARGS)

##@ Check
.PHONY: test
test: setup ## Everything: lint, types, layers, generated files, docs, tests with coverage
	@$(MAKE) --no-print-directory --jobs=2 typecheck lint generated docs
	@mkdir -p $(COVERAGE)
	@rm -f .pytest_cache/v/cache/lastfailed
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term --cov-report=xml $(ARGS) || $(BIN)/python tests/alone.py

.PHONY: lint
lint: setup ## ruff (rules and format), the layers, the specification
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/orchestra contract lint

.PHONY: typecheck
typecheck: setup ## mypy --strict
	$(BIN)/mypy

.PHONY: generated
generated: setup ## Fail where generated files differ from the specification
	$(BIN)/orchestra generate --check

.PHONY: contract-diff
contract-diff: setup ## What has changed in the contract since main (ARGS="BASE HEAD --format markdown")
	@$(BIN)/orchestra contract diff $(ARGS)

.PHONY: fuzz
fuzz: setup ## The larger fuzzing run against the specification
	ORCHESTRA_FUZZ=large $(BIN)/pytest tests/contract/test_fuzzing.py -n $(WORKERS) --dist worksteal $(ARGS)

.PHONY: verify
verify: setup ## The conformance kit against the service, started for it (ARGS="--suite stream")
	@$(BIN)/python tests/conformance/reference.py $(ARGS)

.PHONY: coverage
coverage: test ## The tests, and coverage line by line in .build/coverage/html
	$(BIN)/coverage html --quiet
	@echo "$(COVERAGE)/html/index.html"

.PHONY: badge
badge: setup ## Write the coverage badge and table from the last test run
	$(BIN)/genbadge coverage --input-file $(COVERAGE)/coverage.xml --output-file $(COVERAGE)/badge.svg --name coverage --local
	{ echo "### Coverage"; echo; $(BIN)/coverage report --format=markdown --fail-under=0; } > $(COVERAGE)/report.md

##@ Make
.PHONY: setup
setup: $(VENV)/.full $(NPM_STAMP) ## Install everything that development needs
	@$(if $(filter setup,$(MAKECMDGOALS)),echo "Everything is in place.",:)

.PHONY: generate
generate: setup ## Write the contract models, documents and error pages from spec/
	$(BIN)/python -m orchestra_generator generate
	$(BIN)/python -m orchestra_conformance.reference docs/reference/conformance-checks.md

.PHONY: format
format: setup ## Format the code and mend what ruff can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

.PHONY: docs
docs: $(DOCS_STAMP) ## Build the documentation into .build/docs

.PHONY: sdks
sdks: setup ## Build the Python SDK (wheel, sdist) and the TypeScript SDK (npm tarball) into .build/sdks
	@rm -rf $(SDKS) sdks/typescript/dist
	@mkdir -p $(SDKS)
	@$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir $(SDKS) sdks/python
	@PATH="$(CURDIR)/$(BIN):$$PATH" node $(TOOLS)/node_modules/typescript/bin/tsc -p sdks/typescript
	@cd sdks/typescript && $(NPM) pack --silent --pack-destination $(abspath $(SDKS)) >/dev/null
	@rm -f $(SDKS)/.gitignore
	@ls $(SDKS)

.PHONY: lock
lock: $(VENV)/.uv ## Write the hashed locks anew (ARGS=--upgrade for newer versions)
	$(LOCK) --all-extras $(ARGS) --output-file service/requirements.lock pyproject.toml
	$(LOCK) --extra local --extra docs --constraint service/requirements.lock --output-file service/serve.lock pyproject.toml
	printf 'uv==%s\n%s\n' $(UV_VERSION) "$$(sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml)" \
		| $(LOCK) --constraint service/requirements.lock --output-file service/bootstrap.lock -
	cd $(TOOLS) && $(NPM) install --package-lock-only --ignore-scripts

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-package ai-orchestra

.PHONY: clean
clean: ## Remove the environment and everything built; your data in .orchestra stays
	rm -rf $(VENV) $(BUILD) $(TOOLS)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Set-up, each step once. --without-pip: the machine's pip installs into the environment, so ensurepip need not be there.
$(VENV)/.uv: service/bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "AI Orchestra needs Python 3.11 or newer; name it with make PYTHON=…")'
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -m venv --without-pip $(VENV)
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --no-deps --require-hashes -r $<
	@touch $@

# The lock is complete, so nothing is resolved: every package is named in it with its hashes.
$(VENV)/.serve: $(VENV)/.uv service/serve.lock pyproject.toml
	@echo "Installing the service …"
	@export UV_DEFAULT_INDEX='$(INDEX)'; $(INSTALL) --require-hashes -r service/serve.lock
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.full: $(VENV)/.serve service/requirements.lock
	@echo "Installing the development tools …"
	@export UV_DEFAULT_INDEX='$(INDEX)'; $(INSTALL) --require-hashes -r service/requirements.lock
	@touch $@

$(NPM_STAMP): $(TOOLS)/package-lock.json $(VENV)/.full
	@echo "Installing the Node tools and the browser for tests …"
	@cd $(TOOLS) && $(NPM) ci --ignore-scripts --no-progress --loglevel=error
	@touch $(NPM_SITE_STAMP) $@

# What the site needs of npm: two small packages. Where everything is installed already, nothing is to do.
$(NPM_SITE_STAMP): $(TOOLS)/package-lock.json $(VENV)/.serve
	@test $(NPM_STAMP) -nt $< || (cd $(TOOLS) && $(NPM) ci --omit=dev --ignore-scripts --no-progress --loglevel=error)
	@touch $@

# Never with -q beside --strict: together they swallow the warnings and succeed.
$(DOCS_STAMP): $(VENV)/.serve $(NPM_SITE_STAMP) $(DOCS_SOURCES)
	@echo "Building the documentation …"
	@mkdir -p $(BUILD)
	@$(BIN)/mkdocs build --strict --clean
	@touch $@
