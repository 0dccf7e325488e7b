# Everything one does with the registry. It needs Linux, make and Python 3.11 or newer; the rest comes by lock, with hashes.

PYTHON  ?= python3
WORKERS ?= 2
PORT    ?= 8000
export PORT
# Tests start many processes: each would read every module from its source again.
unexport PYTHONDONTWRITEBYTECODE

BIN     := .venv/bin
PYTEST  := $(BIN)/pytest -n $(WORKERS)
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install -qq
# Flask-Principal, which Flask-Security asks for, was never published as a wheel: it is built here, from its hashed source,
# by the hashed setuptools of the same lock and nothing else.
LOCKED  := $(INSTALL) --require-hashes --only-binary :all: --no-binary flask-principal --no-build-isolation
BUILDER := awk '/^[a-z]/ { wanted = /^setuptools==/ } wanted' requirements.lock
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --no-emit-find-links --no-annotate --no-header $(UPGRADE) pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run test test-long bench lint lock clean runtime dev

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: runtime  ## start the registry on 127.0.0.1:$PORT (8000), on $REGISTRY_DATABASE_URL if it is set
	@REGISTRY_SAMPLE_PEOPLE=$${REGISTRY_SAMPLE_PEOPLE-1} exec $(BIN)/registry up

test: lint  ## check the code, then run every test but the long ones (WORKERS=2)
	$(PYTEST)

test-long: lint  ## the same, with the long tests
	REGISTRY_TEST_LONG=1 $(PYTEST) -m "long or not long"

bench: dev  ## run every measurement in bench/ and print its table
	@for bench in bench/[!_]*.py; do \
	  test -e "$$bench" || { echo "There is nothing in bench/ yet."; exit 0; }; \
	  printf '\n== %s\n' "$$bench"; PYTHONPATH=. $(BIN)/python "$$bench" || exit; \
	done

lint: dev  ## check style and types, changing nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy registry
	$(BIN)/mypy --explicit-package-bases bench

lock: dev  ## write the lock files anew after pyproject.toml has changed (UPGRADE=--upgrade for newer versions)
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --extra build --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:  ## remove the environment and every cache, but no data
	rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find registry migrations tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# The environment. A stamp holds what it was built from, this folder included (an environment does not survive a move);
# one that says the same today is left alone. Two makes at once wait for each other at the lock file.

runtime_wanted = { pwd; sha256sum < requirements.lock; }
dev_wanted     = { pwd; sha256sum < requirements.lock; sha256sum < requirements-dev.lock; }

runtime:
	@flock requirements.lock $(MAKE) --no-print-directory .build-runtime

dev:
	@flock requirements.lock $(MAKE) --no-print-directory .build-runtime .build-dev

.PHONY: .build-runtime .build-dev
.NOTPARALLEL:

.build-runtime:
	@$(runtime_wanted) | cmp -s - .venv/runtime-stamp && $(BIN)/python -c '' 2>/dev/null && exit; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed and $(PYTHON) is not that: install one and name it, as in 'make PYTHON=python3.12'." >&2; exit 1; }; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) comes without venv: install it (on Debian: apt-get install python3-venv) and try again." >&2; exit 1; }; \
	echo "Building .venv from requirements.lock ..."; \
	$(PYTHON) -m venv --clear .venv && \
	$(BUILDER) > .venv/builder.lock && \
	$(LOCKED) -r .venv/builder.lock && \
	$(LOCKED) -r requirements.lock && \
	$(INSTALL) --no-index --no-deps --no-build-isolation -e . && \
	$(runtime_wanted) > .venv/runtime-stamp

.build-dev: .build-runtime
	@$(dev_wanted) | cmp -s - .venv/dev-stamp && exit; \
	echo "Adding what tests need from requirements-dev.lock ..."; \
	$(LOCKED) -r requirements-dev.lock && \
	$(dev_wanted) > .venv/dev-stamp
