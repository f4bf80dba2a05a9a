# make run | test | check | bench: each first makes .venv from the pinned requirements if it is missing or stale.
# On Linux without a graphics card:  make setup TORCH_INDEX=https://download.pytorch.org/whl/cpu
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

# A stamp's name carries the requirements' checksum: change a pin and the stamp is missing, so the install runs again.
RUNTIME_STAMP := $(VENV)/.runtime-$(shell cksum < requirements.txt | tr ' ' '-')
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | tr ' ' '-')

.PHONY: help setup setup-dev run test check bench fuzz clean
help:
	@echo "make run    the dashboard, at http://localhost:8501"
	@echo "make test   the tests, pages and browser included"
	@echo "make check  ruff, mypy, import rules"
	@echo "make bench  speed, size and acceptance figures beside their targets"
	@echo "make fuzz   hostile records, tables, uploads and NIfTI files, from numbered seeds"
	@echo "make setup  only .venv (TORCH_INDEX=https://download.pytorch.org/whl/cpu for PyTorch without CUDA)"

setup: $(RUNTIME_STAMP)
setup-dev: $(DEV_STAMP)

$(PY):
	@test -n "$(PYTHON)" || { echo "No Python found. Install Python 3.11 (python.org, or your system's python3.11 and python3.11-venv)." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.version_info[:2] == (3, 11) or sys.exit(f"Python 3.11 is needed (the pins are made for it); {sys.executable} is {sys.version.split()[0]}. Install python3.11, or name it: make PYTHON=/path/to/python3.11 ...")'
	"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUNTIME_STAMP): | $(PY)
	$(PIP_INSTALL) -r requirements.txt
	@rm -f $(VENV)/.runtime-* && touch $@

$(DEV_STAMP): | $(RUNTIME_STAMP)
	$(PIP_INSTALL) -r requirements-dev.txt
	@rm -f $(VENV)/.dev-* && touch $@

run: setup
	$(PY) -m streamlit run app.py

# Two processes; each keeps to one thread, or they would wait for one another.
test: setup-dev
	OMP_NUM_THREADS=1 $(PY) -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

check: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check . || { echo "make format puts that right"; exit 1; }
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

.PHONY: format
format: setup-dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: setup-dev
	$(PY) -m osteo_core.benchmark $(BENCH_ARGS)

# FUZZ_ARGS="--only tables --seed 7" shows one input again.
fuzz: setup-dev
	OMP_NUM_THREADS=1 $(PY) -m tests.fuzz $(FUZZ_ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
