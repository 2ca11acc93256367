# Two commands on a fresh machine: `make audit` and `make test`.  Everything lives in .venv.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: audit test bench bench-corpus lint evaluate browser clean

## Audit the reports of corpus/ into reports_out/; the last line is the path of the audit.
audit: $(VENV)/installed
	$(BIN)/auditor run corpus --fail-on never -o reports_out

## The whole suite.  Arguments for pytest: make test ARGS="-k manifest"
test: $(VENV)/installed-for-tests browser
	$(BIN)/python -m pytest -n auto --maxprocesses 4 $(ARGS)

## How fast it is, beside the floor measured in the same run.
bench: $(VENV)/installed-for-tests
	$(BIN)/python -m tests.bench $(ARGS)

## The search for shared passages at 10,000 and 100,000 documents, beside LSH libraries.
bench-corpus: $(VENV)/installed-for-tests
	$(PIP) install --constraint constraints.txt --no-build-isolation --editable '.[bench]'
	$(BIN)/python -m tests.bench.corpus $(ARGS)

## Precision and recall of every check; refreshes the figures that `auditor explain` shows.
evaluate: $(VENV)/installed-for-tests
	$(BIN)/auditor evaluate --write-figures $(ARGS)

lint: $(VENV)/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy auditor checks
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh .ci/apt python3-venv || \
		{ echo "The venv module is missing: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --constraint constraints.txt setuptools
	@touch $@

# An editable installation is not compiled by pip, and where Python may not write beside its sources
# every start would compile them again.
$(VENV)/installed: $(VENV)/created pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --no-build-isolation --editable .
	$(BIN)/python -m compileall -q auditor checks
	@touch $@

$(VENV)/installed-for-tests: $(VENV)/installed
	$(PIP) install --constraint constraints.txt --no-build-isolation --editable '.[test]'
	@touch $@

## The browser tests drive Debian's Chromium, others open our Word and Excel files with LibreOffice;
## where these cannot be installed they say so.
browser:
	@command -v chromium >/dev/null || sh .ci/apt chromium || \
		echo "chromium is missing and could not be installed: the browser tests will not run"
	@command -v soffice >/dev/null || sh .ci/apt libreoffice-writer-nogui libreoffice-calc-nogui || \
		echo "LibreOffice is missing and could not be installed: the tests that open our files with it will not run"
