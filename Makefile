# `make help` lists what can be made. Needs python3 (3.11 or newer, with venv) and nothing else.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

PYTHON3 ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL = $(BIN)/python -m pip --quiet --disable-pip-version-check install -c constraints.txt

.PHONY: all help digest test check golden pictures eval bench linear kills cron build lexicon clean

all: check test  ## check and test

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## /make \1\t/p' Makefile | expand -t 16

digest: $(VENV)/.run  ## the digest of seeds/: Markdown on stdout, HTML in build/digest.html
	@mkdir -p build
	@$(BIN)/python -m kzplans digest seeds -q -O html -o build/digest.html
	@$(BIN)/python -m kzplans digest seeds -q -O md
	@echo "The same as HTML: build/digest.html" >&2

test: $(VENV)/.test  ## all tests
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

check: $(VENV)/.check  ## style, formatting, types, import contracts
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "ruff format would change files: see '$(BIN)/ruff format --diff'" >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

golden: $(VENV)/.test  ## rewrite the golden outputs in tests/golden; read the diff
	@$(BIN)/python -m pytest -q --golden
	@git --no-pager diff --stat -- tests/golden >&2

pictures: $(VENV)/.run  ## the pictures of the README, made with Chromium
	@$(BIN)/python tests/pictures.py

eval: $(VENV)/.test  ## score the extraction on tests/gold
	@$(BIN)/python tests/evaluate.py

bench: $(VENV)/.test  ## measure speed and memory
	@$(BIN)/python tests/bench.py

linear: $(VENV)/.test  ## see that patterns, readers and stages are linear
	@$(BIN)/python tests/linear.py

kills: $(VENV)/.run  ## kill 200 runs of add and brief, and see that nothing is lost
	@$(BIN)/python tests/weeks.py 200

cron: $(VENV)/.run  ## have Debian's cron make a brief; for root
	@tests/cron.sh $(BIN)/kzplans

build: $(VENV)/.test  ## the wheel and the source archive, in dist/
	@$(BIN)/python -m hatchling build

lexicon: $(VENV)/.run  ## compile kzplans/lang/*/*.yaml anew
	@$(BIN)/python -m kzplans.cli.lexicon

clean:  ## remove what was made here
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find kzplans tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Installing says what it does on stderr, so that stdout is the result alone. Each stage goes on from the one before,
# so that two of them never run at once under `make -j`.

$(VENV)/.made:
	@command -v $(PYTHON3) >/dev/null \
	  || { echo "$(PYTHON3) is not installed; on Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; choose one with: make PYTHON3=python3.11" >&2; exit 1; }
	@$(PYTHON3) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "$(PYTHON3) cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) ..." >&2
	@$(PYTHON3) -m venv --clear $(VENV) >&2
	@touch $@

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/.made
	@echo "Installing kzplans ..." >&2
	@$(PIP_INSTALL) hatchling >&2
	@$(PIP_INSTALL) --no-build-isolation -e . >&2
	@touch $@

$(VENV)/.test: $(VENV)/.run
	@echo "Installing what tests need ..." >&2
	@$(PIP_INSTALL) --no-build-isolation -e '.[test]' >&2
	@touch $@

$(VENV)/.check: $(VENV)/.test
	@echo "Installing what checks need ..." >&2
	@$(PIP_INSTALL) --no-build-isolation -e '.[check]' >&2
	@touch $@
