# Every target sets up what it needs: a virtual environment with the locked packages, once.
PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2

BIN := $(VENV)/bin
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-for-development
TRAIN_VENV ?= .venv-train
TRAIN := $(TRAIN_VENV)/.installed
PIP_INSTALL = -m pip install --disable-pip-version-check --no-input
GOLD := tests/gold/look tests/gold/gate
SEEDS := $(wildcard ../shared/seeds)

.DEFAULT_GOAL := help
.PHONY: help demo test lint quality soak readme screenshots lock train clean

help:  ## Say what each target does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 13

demo: $(RUN)  ## Read the example articles, show the ledger, write brief.html
	$(BIN)/willing demo

test: $(DEV)  ## Run all tests, the quality gate included
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile

lint: $(DEV)  ## Check style, format and types
	@status=0; for check in "ruff check" "ruff format --check" "mypy"; do \
		echo $$check; $(BIN)/$$check || status=1; done; exit $$status

quality: $(DEV)  ## Print precision, recall and F1 on the annotated articles, and the speed
	$(BIN)/python -m willing.quality --floors tests/quality_floors.yaml $(GOLD)
	$(BIN)/python bench/speed.py $(GOLD) examples/reassurance-force $(SEEDS)

soak: $(DEV)  ## Measure memory from 10 to 10,000 articles, and speed (minutes)
	$(BIN)/python bench/memory.py
	$(BIN)/python bench/speed.py $(GOLD) examples/reassurance-force $(SEEDS)

readme: $(DEV)  ## Refresh the output and the figures that README.md and docs/quality.md quote
	$(BIN)/python docs/refresh.py

screenshots: $(DEV)  ## Take the pictures of the desk in docs/screens (needs chromium)
	$(BIN)/python docs/screenshots.py

train: $(TRAIN)  ## Train the reader on corpus/ (hours; needs training/requirements.txt)
	$(TRAIN_VENV)/bin/python training/train.py corpus --out build/reader.pt
	$(TRAIN_VENV)/bin/python training/export.py build/reader.pt
	$(TRAIN_VENV)/bin/python training/calibrate.py corpus

lock:  ## Resolve the dependencies anew (needs uv)
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" \
		--group build pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" \
		--group dev --constraints requirements.lock pyproject.toml \
		--output-file requirements-dev.lock

clean:  ## Remove the environments and everything that was made
	rm -rf $(VENV) $(TRAIN_VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f brief.html brief.md *.db *.db-wal *.db-shm
	find src tests bench training docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@echo "Making the environment $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Willing needs Python 3.11 or newer; say which with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the locked packages (about 250 MB to download the first time)"
	$(BIN)/python $(PIP_INSTALL) --require-hashes --requirement requirements.lock
	$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock $(RUN)
	@echo "Installing what the tests need"
	$(BIN)/python $(PIP_INSTALL) --require-hashes --requirement requirements-dev.lock
	@touch $@

$(TRAIN): requirements.lock training/requirements.txt
	test -x $(TRAIN_VENV)/bin/python || $(PYTHON) -m venv $(TRAIN_VENV)
	$(TRAIN_VENV)/bin/python $(PIP_INSTALL) --require-hashes --requirement requirements.lock
	$(TRAIN_VENV)/bin/python $(PIP_INSTALL) --requirement training/requirements.txt
	$(TRAIN_VENV)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
