# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

ifdef UV
MAKE_VENV := $(UV) venv --quiet --python $(PYTHON) $(VENV)
INSTALL := VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet
else
MAKE_VENV := $(PYTHON) -m venv $(VENV)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: demo test fast check docs bench clean

demo: $(VENV)/.installed
	$(BIN)/thalweg access tumen --from hunchun --to sea-of-japan --on 2024-07-01 --scenario all

test: $(VENV)/.installed-dev $(VENV)/.browser $(VENV)/.postgres check
	$(BIN)/python -m pytest -n auto

# What the solvers, the rules and the published cases say, in a minute or two; `make test` runs this and all surfaces.
fast: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m "not slow" tests/unit tests/rules tests/published tests/invariants

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --site-dir $(VENV)/site

docs: $(VENV)/.installed-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/law.py
	$(BIN)/python benchmarks/fairways.py
	$(INSTALL) -r benchmarks/requirements.txt
	-$(BIN)/python -m benchmarks.access --save
	-$(BIN)/python -m benchmarks.route --save
	-$(BIN)/python -m benchmarks.envelope --save
	-$(BIN)/python -m benchmarks.flows --save
	-$(BIN)/python -m benchmarks.unlock --save
	-$(BIN)/python -m benchmarks.queues --save
	-$(BIN)/python -m benchmarks.assign --save
	-$(BIN)/python -m benchmarks.page --save
	-$(BIN)/python -m benchmarks.serve --save
	-$(BIN)/python -m benchmarks.faults --save
	$(BIN)/python -m benchmarks.report

$(VENV)/.made:
	$(MAKE_VENV)
	@touch $@

$(VENV)/.installed: pyproject.toml web/package-lock.json web/vendor.py | $(VENV)/.made
	$(INSTALL) -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml web/package-lock.json web/vendor.py | $(VENV)/.made
	$(INSTALL) -e '.[dev]'
	$(BIN)/python web/vendor.py --tests
	@touch $@ $(VENV)/.installed

# The tests of the page need a browser and letters to draw; who may not install them sees why they are skipped.
$(VENV)/.browser: | $(VENV)/.made
	@if ! command -v chromium >/dev/null && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-cjk >/dev/null; \
	fi || echo "No browser could be installed: the tests of the page are skipped."
	@touch $@

# The tests of the store start a PostgreSQL of their own; without one those are skipped, with the reason.
$(VENV)/.postgres: | $(VENV)/.made
	@if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null \
	  && command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	fi || echo "PostgreSQL could not be installed: its tests are skipped."
	@touch $@

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
