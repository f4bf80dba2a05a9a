# make run | test | check | bench: each first makes .venv from the locked requirements if it is missing or stale.
# On Linux without a graphics card:  make setup TORCH_INDEX=https://download.pytorch.org/whl/cpu
# What is installed has a SHA-256 sum that requirements*.lock lists, whichever index it comes from; make lock writes them.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP := $(PY) -m pip --quiet --disable-pip-version-check
LOCKED := install --require-hashes --no-deps

# A stamp's name carries the requirements' checksum: change a pin and the stamp is missing, so the install runs again.
RUNTIME_STAMP := $(VENV)/.runtime-$(shell cat requirements.txt requirements.lock requirements-torch.lock requirements-cuda.lock | cksum | tr ' ' '-')
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt requirements*.lock | cksum | tr ' ' '-')
TORCH := $(shell sed -n 's/^torch==\([^ ]*\).*/\1/p' requirements-torch.lock)
HAS_TORCH := import sys; from importlib.metadata import version; sys.exit(version("torch").partition("+")[0] != "$(TORCH)")
WANTS_CUDA := import sys; from importlib.metadata import requires; sys.exit(not any(each.startswith(("cuda", "nvidia")) for each in requires("torch") or ()))

.PHONY: help setup setup-dev run test check bench fuzz lock clean
help:
	@echo "make run    the dashboard, at http://localhost:8501"
	@echo "make test   the tests, pages and browser included"
	@echo "make check  ruff, mypy, import rules"
	@echo "make bench  speed, size and acceptance figures beside their targets"
	@echo "make load   fifty sessions on a real server: p50, p95, errors, memory (ARGS=one: processor time of one changed field)"
	@echo "make replicas  a process for each core behind nginx, at http://127.0.0.1:8501 (docs/REPLICAS.md)"
	@echo "make fuzz   hostile records, tables, uploads and NIfTI files, from numbered seeds"
	@echo "make audit  known vulnerabilities of the locked packages (needs the network), and their licences"
	@echo "make sbom   sbom.cdx.json: every locked package, CycloneDX"
	@echo "make lock   requirements*.lock from requirements.txt and requirements-dev.txt, with the sums of every file"
	@echo "make setup  only .venv (TORCH_INDEX=https://download.pytorch.org/whl/cpu for PyTorch without CUDA)"

setup: $(RUNTIME_STAMP)
setup-dev: $(DEV_STAMP)

$(PY):
	@test -n "$(PYTHON)" || { echo "No Python found. Install Python 3.11 (python.org, or your system's python3.11 and python3.11-venv)." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.version_info[:2] == (3, 11) or sys.exit(f"Python 3.11 is needed (the pins are made for it); {sys.executable} is {sys.version.split()[0]}. Install python3.11, or name it: make PYTHON=/path/to/python3.11 ...")'
	"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# PyTorch is fetched first and compared with its sums before it is installed: which of its builds an index has, pip cannot tell beforehand.
$(RUNTIME_STAMP): | $(PY)
	@$(PY) scripts/lock.py --check
	$(PIP) $(LOCKED) -r requirements.lock
	@$(PY) -c '$(HAS_TORCH)' 2>/dev/null || { set -e; \
	  echo "PyTorch $(TORCH)"; rm -rf $(VENV)/fetched; \
	  $(PIP) download --no-deps --only-binary :all: --dest $(VENV)/fetched $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) "torch==$(TORCH)"; \
	  $(PIP) $(LOCKED) --no-index --find-links $(VENV)/fetched -r requirements-torch.lock; \
	  rm -rf $(VENV)/fetched; }
	@! $(PY) -c '$(WANTS_CUDA)' || $(PIP) $(LOCKED) -r requirements-cuda.lock
	@$(PY) -m pip check
	@rm -f $(VENV)/.runtime-* && touch $@

$(DEV_STAMP): | $(RUNTIME_STAMP)
	$(PIP) $(LOCKED) -r requirements-dev.lock
	@$(PY) -m pip check
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

.PHONY: load
load: setup-dev
	OMP_NUM_THREADS=1 $(PY) -m scripts.load $(ARGS)

.PHONY: replicas
replicas: setup-dev
	$(PY) -m scripts.replicas $(ARGS)

# FUZZ_ARGS="--only tables --seed 7" shows one input again.
fuzz: setup-dev
	OMP_NUM_THREADS=1 $(PY) -m tests.fuzz $(FUZZ_ARGS)

.PHONY: audit sbom
audit: setup-dev
	$(PY) -m scripts.audit

# From the locks, so that it is what is installed, with the sums of every file.
sbom: setup-dev
	cat requirements.lock requirements-torch.lock | $(VENV)/bin/cyclonedx-py requirements - --pyproject pyproject.toml \
	  --output-reproducible --of JSON --validate -o sbom.cdx.json

# Needs the network. The sums of PyTorch's builds without CUDA stand in scripts/lock.py.
lock:
	$(PY) scripts/lock.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
