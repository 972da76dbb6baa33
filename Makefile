# Two commands need to be known: `make audit` and `make test`. Both set up .venv by themselves.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

.PHONY: audit test lint soundness coverage mutation browser bench docs clean
.DELETE_ON_ERROR:

# The lock pins every package; the project itself is installed as it stands.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

audit: .venv/ready
	$(BIN)/ehrenfest audit --write --jobs $(JOBS)

# A test file stays in one process: what it computes once is not computed twice.
SPREAD := -n $(JOBS) --dist loadscope

test: .venv/ready
	$(BIN)/python -m pytest $(SPREAD)

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/mypy

# Every branch of every trusted file is reached by the tests; these leave the trusted files alone, and are slow when traced.
UNTRUSTED := simulation/* slow/* faults/* sweep/* properties/* test_battery.py test_simulate.py test_simulate_* test_supremum* test_formula* test_bounds* test_constants* test_quantity* \
  test_system_file* test_many_body* test_weyl* test_li2024* test_layton2026* test_hybrid* test_oscillatory* test_plane_waves* \
  test_talashan2025* test_classical_quantum* test_monitored_laws* test_report* test_figures* test_notebooks* test_docs* test_markdown* test_terminal* \
  test_convexity* test_regular* test_seconds*
coverage: .venv/ready
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest $(SPREAD) $(UNTRUSTED:%=--ignore-glob='tests/%')
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --fail-under=100 --show-missing --include="$$($(BIN)/python -c 'from verify.trusted import TRUSTED; print(",".join(TRUSTED))')"

# Every function of the trusted files and of the check, changed in one place at a time: some test must notice each change, or
# tests/mutation/equivalents.toml says why none can. Half an hour; what was decided is kept in mutants/, so that it can be stopped and resumed.
# After a change of few files: make mutation MUTANTS='verify.cache* verify.claim*'; the rows of files that did not change stay.
mutation: .venv/ready
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTEST_ADDOPTS="-p no:unraisableexception" $(BIN)/mutmut run --max-children $(JOBS) $(MUTANTS)
	$(BIN)/python tests/mutation --write

# Every page of the report in headless Chromium (Debian: chromium, chromium-driver).
browser: .venv/ready
	$(BIN)/python -m pytest tests/browser

bench: .venv/ready
	$(BIN)/python benchmarks/moments.py

# The pages of the Python functions, from their docstrings.
docs: .venv/ready
	$(BIN)/python -m verify.reference docs/api

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
