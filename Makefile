# make serve 和 make test 在新机器上会自己装好所需的一切。
# make serve and make test set up everything they need on a fresh machine (Python 3.11+).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup dev serve test lint conditions eval baseline clean

# What a user needs; the tools of developers come with dev.
setup: $(VENV)/.ready
dev: $(VENV)/.dev

$(VENV)/.ready: pyproject.toml constraints.txt rag/deploy/install.py
	@$(PYTHON) rag/deploy/install.py --venv $(VENV) -e .
	@touch $@

# Dependency groups need a newer pip than Python 3.11 brings.
$(VENV)/.dev: $(VENV)/.ready
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet -c constraints.txt --group dev
	@touch $@

serve: setup
	$(BIN)/beike serve

test: dev
	$(BIN)/pytest

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Beike beside plain ways of answering, on every collection, unseen ones first; and their gate.
conditions: dev
	$(CONDITIONS) --gate

# The gate on the shipped corpus; with SHARED=../shared also on the originals and on what nobody
# tuned on, which comes first, so that the other reports lead with it.
eval: dev
	$(if $(SHARED),$(CONDITIONS) --gate)
	$(BIN)/beike eval --gate
	$(if $(SHARED),$(BIN)/beike eval --gate $(ORIGINALS))

# Makes the figures of now the ones to beat; to be committed alone, with the reason.
baseline: dev
	$(BIN)/beike eval --update-baseline
	$(if $(SHARED),$(BIN)/beike eval --update-baseline $(ORIGINALS))
	$(if $(SHARED),$(CONDITIONS) --update-baseline)

CONDITIONS = $(if $(SHARED),BEIKE_SHARED=$(SHARED)) $(BIN)/python -m eval.conditions
ORIGINALS = --corpus $(SHARED)/corpus --gold $(SHARED)/gold/dev.jsonl

clean:
	rm -rf $(VENV) .beike .pytest_cache .mypy_cache .ruff_cache .hypothesis
