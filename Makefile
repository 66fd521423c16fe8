# Every target sets up what it needs by itself (tools/bootstrap.sh), once.
#   make PYTHON=python3.13 test     another Python
#   make test PYTEST_ARGS="-k push"   fewer tests

PY := .venv/bin/python
SETUP = @PYTHON="$(PYTHON)" sh tools/bootstrap.sh
PYTEST = $(PY) -b -m pytest
PYTEST_ARGS ?=
NO_SKIPS ?=
BENCH_ARGS ?=
SABOTAGE_ARGS ?=
CHECK_BASE ?=
KILLS ?= 200
SEED ?= 17
FUZZ_SECONDS ?= 60
FUZZ_ARGS ?=

# Held at 100 % of branches by the unit tests alone; not asked of a run of fewer tests.
GATED = src/pymdm/protocol/**,src/pymdm/crypto/cms*,src/pymdm/crypto/cms/**,src/pymdm/service/**
TRACED = pymdm.protocol,pymdm.crypto.cms,pymdm.service
# These run beside the traced ones: they are of other packages, and being traced takes half of the time again.
UNTRACED = tests/unit/adapters tests/unit/apns tests/unit/cli tests/unit/schema tests/unit/server tests/unit/stores/sqlite
UNTRACED_TOO = tests/unit/axm tests/unit/dep tests/unit/http tests/unit/testing
GATE = $(if $(PYTEST_ARGS),@echo "no coverage gate: PYTEST_ARGS narrows the run",\
	$(PY) -m coverage report --include='$(GATED)' --fail-under=100)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-all external load fuzz oldest check format bench sabotage clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-16s %s\n' "$$name" "$$text"; done

demo: ## watch simulated devices enroll, get commands and answer
	$(SETUP) run
	@.venv/bin/pymdm demo

test: ## all tests that need no service or tool, with the coverage gate
	$(SETUP) test
	@$(PY) tools/side_by_side.py \
		'$(PY) -b -m coverage run --source=$(TRACED) -m pytest $(NO_SKIPS) $(PYTEST_ARGS) $(addprefix --ignore=,$(UNTRACED) $(UNTRACED_TOO)) tests/unit' \
		'$(PYTEST) $(NO_SKIPS) $(PYTEST_ARGS) $(UNTRACED)' \
		'$(PYTEST) $(NO_SKIPS) $(PYTEST_ARGS) $(UNTRACED_TOO)' \
		'$(PYTEST) $(NO_SKIPS) $(PYTEST_ARGS) tests/e2e tests/chaos' \
		'$(PYTEST) --ignore=tests/unit --ignore=tests/e2e --ignore=tests/chaos $(NO_SKIPS) $(PYTEST_ARGS)'
	$(GATE)

external: ## tests against outside judges (openssl, nginx, ...); a missing one fails
	$(SETUP) external
	$(PYTEST) --external --no-skips $(PYTEST_ARGS) tests/external

load: ## a long run of kills and restarts, then a million queued commands; KILLS=1000 SEED=5
	$(SETUP) test
	PYMDM_CHAOS_KILLS=$(KILLS) PYMDM_CHAOS_SEED=$(SEED) $(PYTEST) -s $(PYTEST_ARGS) tests/chaos/test_storm.py
	PYMDM_CHAOS_DEP=200000 $(PYTEST) -s $(PYTEST_ARGS) tests/chaos/test_dep_sync.py
	PYMDM_CHAOS_VPP=50x20000 $(PYTEST) -s $(PYTEST_ARGS) tests/chaos/test_vpp_sync.py
	$(PY) -m benchmarks.dep --devices 1000000
	$(PY) -m benchmarks.load

fuzz: ## hostile input for parsers; FUZZ_SECONDS=600, FUZZ_ARGS="--target cms --seed 7"
	$(SETUP) test
	PYMDM_SCHEMA_MUTANTS=200 PYMDM_SCHEMA_SEED=$(SEED) $(PYTEST) tests/unit/schema/test_mutants.py tests/unit/schema/test_outcomes.py
	PYMDM_FUZZ_OPENSSL=1 $(PY) -b -m tools.fuzz --seconds $(FUZZ_SECONDS) $(FUZZ_ARGS)

test-all: NO_SKIPS = --no-skips
# The sizes that the issues name; a fifth of them is enough for every change.
test-all: export PYMDM_CHAOS_PUSHES = 20000
test-all: export PYMDM_CONVERSATIONS = 20000
test-all: test external sabotage demo ## everything; a missing service or tool fails, nothing skips

oldest: ## the unit tests with the oldest versions of all libraries that pyproject.toml allows
	$(SETUP) test
	$(PY) tools/oldest.py $(PYTEST_ARGS)

check: ## format, lint, types, snippets, house rules, changelog, sabotage list
	$(SETUP) dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	$(PY) tools/check_files.py
	$(PY) tools/check_changelog.py $(CHECK_BASE)
	$(PY) tools/sabotage.py --check
	$(PYTEST) tests/house tests/docs

format: ## let ruff repair what it can, and write the tables of docs/ anew
	$(SETUP) dev
	.venv/bin/ruff check --fix-only .
	.venv/bin/ruff format .
	$(PY) -m tools.threat_table
	$(PY) -m tools.schema_table

bench: ## ratios against peers and raw primitives; BENCH_ARGS="--json --quick cms"
	$(SETUP) dev
	@$(PY) -m benchmarks $(BENCH_ARGS)

sabotage: ## plant each known defect in a copy; a test has to go red
	$(SETUP) test
	$(PY) tools/sabotage.py $(SABOTAGE_ARGS)

clean: ## remove everything that make made
	rm -rf .venv .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis fuzz-findings build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
