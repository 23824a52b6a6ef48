# `make help` says what there is. Everything runs in .venv, which the first call makes.

SHELL := /bin/sh
BIN := .venv/bin
CODE := $(wildcard src tests tools bench hatch_build.py)
TYPED := $(wildcard src tools bench hatch_build.py)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run try test bench screenshots setup clean lint types contracts sizes suite format

# Every process of ours starts twice as fast with its modules compiled; some machines forbid keeping them so.
unexport PYTHONDONTWRITEBYTECODE

# Where `make run` keeps its data; a second run finds it again.
export WUXING_HOME ?= $(CURDIR)/.wuxing

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: .venv/.ready-run .venv/.ready-words ## Start Wuxing with the demo company; its data stay in .wuxing
	@$(BIN)/wuxing run --demo $(ARGS)

try: .venv/.ready-run ## Try two standards on the sample history, or on yours: make try LOG=log.csv MAP=mapping.yaml
	@$(BIN)/wuxing try $(if $(LOG),--log "$(LOG)") $(if $(MAP),--mapping "$(MAP)")

test: lint types contracts sizes suite ## Everything that CI checks, stopping at the first failure

bench: .venv/.ready-dev .venv/.ready-bench .venv/.ready-words ## Measure speed; fails below the promised floors
	@$(BIN)/python bench/bench.py

lint: .venv/.ready-dev ## Style and layout (ruff)
	@printf '\n== lint ==\n'
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)

types: .venv/.ready-dev ## Types (mypy)
	@printf '\n== types ==\n'
	@WUXING_SECRET_KEY=unused $(BIN)/mypy $(TYPED)

contracts: .venv/.ready-dev ## Who may import whom (import-linter)
	@printf '\n== contracts ==\n'
	@$(BIN)/lint-imports --no-logo

sizes: .venv/.ready-dev ## Lengths of functions and files
	@printf '\n== sizes ==\n'
	@$(BIN)/python tools/sizes.py

# Some processes share the tests, a file at a time, in the order of collection: the longest first. One more than there
# are processors, because tests that drive a server or a browser mostly wait for it.
SHARED = -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --maxprocesses 4 --dist loadfile --no-loadscope-reorder

suite: .venv/.ready-dev .venv/.ready-system .venv/.ready-words ## The tests (pytest), on SQLite and PostgreSQL; make suite ARGS="-k calendar"
	@printf '\n== suite on SQLite ==\n'
	@$(BIN)/python -m pytest $(SHARED) $(ARGS)
	@printf '\n== what uses the database, on PostgreSQL ==\n'
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -m database $(SHARED) $(ARGS)

screenshots: .venv/.ready-dev .venv/.ready-system .venv/.ready-words ## Every page at both widths, into out/screenshots
	@$(BIN)/python tools/screenshots.py $(ARGS)

format: .venv/.ready-dev ## Lay the code out and mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet $(CODE)
	@$(BIN)/ruff format $(CODE)

setup: .venv/.ready-dev .venv/.ready-bench .venv/.ready-system .venv/.ready-words ## Everything a developer needs

# One stamp a purpose: a second call is instant, a changed list of needs is installed.
.venv/.ready-run: PACKAGE := .
.venv/.ready-dev: PACKAGE := .[dev]
.venv/.ready-bench: PACKAGE := .[bench]
.venv/.ready-%: pyproject.toml tools/setup.sh
	@sh tools/setup.sh .venv -e '$(PACKAGE)'
	@touch $@

# Chromium for the stories in a browser, a font for what they show, Java for Spark.
.venv/.ready-system: tools/setup.sh
	@sh tools/setup.sh --system
	@mkdir -p .venv && touch $@

# Texts for people, compiled: an editable install reads them from the checkout.
.venv/.ready-words: hatch_build.py $(wildcard src/wuxing/*/locale/*/LC_MESSAGES/django.po)
	@$(BIN)/python hatch_build.py
	@touch $@

clean: ## Remove .venv and the caches
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests tools $(wildcard bench) -name __pycache__ -prune -exec rm -rf {} +
