# Everything a newcomer types. `make help` lists it; each target installs what it needs first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
UV := .tools/bin/uv
RUN := $(UV) run --frozen --no-sync
UV_VERSION := 0.13.9
ASSETS := src/exibidos/web/assets
STATIC := src/exibidos/web/static
# Tests that shake servers need the machine for themselves; all others run in two processes, each on engines of its own (tests/scheduling.py).
ALONE := tests/resilience
PYTEST = $(if $(ARGS),$(RUN) pytest $(ARGS),$(RUN) pytest $(ALONE) && $(RUN) pytest --numprocesses 2 --dist loadfile --ignore=$(ALONE))

##@ Everyday
.PHONY: up
up: setup assets ## Run the whole club on this machine (ARGS="--lan" to show it to a phone)
	@exec $(RUN) exibidos up $(ARGS)

.PHONY: test
test: setup assets browser ## Run all tests, with real engines and a real browser (ARGS="tests/app" to run some)
	$(PYTEST)

.PHONY: check
check: setup fmt-check lint types contracts assets browser ## What CI runs: cheapest first, the tests last
	$(PYTEST)

##@ Pieces
.PHONY: fmt
fmt: setup ## Format the code
	$(RUN) ruff format . && $(RUN) ruff check --fix .

.PHONY: fmt-check
fmt-check: setup
	$(RUN) ruff format --check .

.PHONY: lint
lint: setup ## Check the code's habits (ruff)
	$(RUN) ruff check .

.PHONY: types
types: setup assets ## Check types: mypy --strict, and TypeScript
	$(RUN) mypy
	@$(RUN) exibidos openapi > $(ASSETS)/node_modules/openapi.json
	@cd $(ASSETS) && $(CURDIR)/$(RUN) --project $(CURDIR) npm run --silent types

.PHONY: contracts
contracts: setup ## Check that rooms and features import in one direction only
	$(RUN) lint-imports

.PHONY: migrate
migrate: setup ## Bring DATABASE_URL to the newest schema
	$(RUN) exibidos migrate

.PHONY: seed
seed: setup ## Fill a development club with members and pictures (ARGS="--photos DIR")
	$(RUN) exibidos seed $(ARGS)

.PHONY: doctor
doctor: setup ## Say what is configured, reachable and unsafe
	$(RUN) exibidos doctor

.PHONY: bench
bench: setup ## Measure against a peer, side by side (ARGS="images --rounds 5"; see bench/)
	@set -- $(ARGS); $(RUN) python bench/$${1:?which program of bench/}.py "$${@:2}"

##@ Ground
.PHONY: setup
setup: .venv/.synced ## Install uv and everything that uv.lock names

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.synced: .tools/bin/uv pyproject.toml uv.lock
	$(UV) sync --frozen --quiet
	@touch $@

.PHONY: assets
assets: setup $(STATIC)/manifest.json ## Bundle styles and scripts with Vite (Node comes from a package)

$(ASSETS)/node_modules/.package-lock.json: $(ASSETS)/package.json $(ASSETS)/package-lock.json
	@cd $(ASSETS) && $(CURDIR)/$(RUN) --project $(CURDIR) npm ci --no-audit --no-fund --silent
	@touch $@

$(STATIC)/manifest.json: $(ASSETS)/node_modules/.package-lock.json $(shell find $(ASSETS) -path '*/node_modules' -prune -o -type f -print 2>/dev/null)
	@cd $(ASSETS) && $(CURDIR)/$(RUN) --project $(CURDIR) npm run --silent build
	@touch $@

# What the tests take from the system: a browser, and what the API's documentation types.
.PHONY: browser
browser:
	@for tool in chromium curl jq; do command -v $$tool >/dev/null || missing=1; done; [ -z "$$missing" ] || \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium curl jq >/dev/null; \
	  else echo "The tests need Chromium, curl and jq. Install them once with:  sudo apt-get install -y chromium curl jq"; exit 1; fi

.PHONY: help
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
