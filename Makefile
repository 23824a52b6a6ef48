# `make help` says what there is. Everything runs in .venv, which the first call makes.

SHELL := /bin/sh
BIN := .venv/bin
CODE := $(wildcard src tests tools bench)
TYPED := $(wildcard src tools bench)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test bench setup clean lint types contracts sizes suite format

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: .venv/.ready-run ## Try two standards on the sample history, or on yours: make run LOG=log.csv MAP=mapping.yaml
	@$(BIN)/wuxing try $(if $(LOG),--log "$(LOG)") $(if $(MAP),--mapping "$(MAP)")

test: lint types contracts sizes suite ## Everything that CI checks, stopping at the first failure

bench: .venv/.ready-bench ## Measure speed; fails below the promised floors
	@$(BIN)/python bench/bench.py

lint: .venv/.ready-dev ## Style and layout (ruff)
	@printf '\n== lint ==\n'
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)

types: .venv/.ready-dev ## Types (mypy)
	@printf '\n== types ==\n'
	@$(BIN)/mypy $(TYPED)

contracts: .venv/.ready-dev ## Who may import whom (import-linter)
	@printf '\n== contracts ==\n'
	@$(BIN)/lint-imports --no-logo

sizes: .venv/.ready-dev ## Lengths of functions and files
	@printf '\n== sizes ==\n'
	@$(BIN)/python tools/sizes.py

suite: .venv/.ready-dev ## The tests (pytest); make suite ARGS="-k calendar"
	@printf '\n== suite ==\n'
	@$(BIN)/python -m pytest $(ARGS)

format: .venv/.ready-dev ## Lay the code out and mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet $(CODE)
	@$(BIN)/ruff format $(CODE)

setup: .venv/.ready-dev .venv/.ready-bench ## Everything a developer needs in .venv

# One stamp a purpose: a second call is instant, a changed list of needs is installed.
.venv/.ready-run: PACKAGE := .
.venv/.ready-dev: PACKAGE := .[dev]
.venv/.ready-bench: PACKAGE := .[bench]
.venv/.ready-%: pyproject.toml tools/setup.sh
	@sh tools/setup.sh .venv -e '$(PACKAGE)'
	@touch $@

clean: ## Remove .venv and the caches
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests tools $(wildcard bench) -name __pycache__ -prune -exec rm -rf {} +
