# Two commands do everything on a fresh machine with Python 3.11+ and make:
#   make eval    evaluate all studies into out/
#   make test    run all checks and tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
# A file of tests stays in one process, for what its tests share; four at most, for the memory.
PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile

.PHONY: eval test lint docs bench demo-registers bench-registers lock clean

eval: $(READY)
	$(BIN)/python run_eval.py

test: $(READY) lint
	$(BIN)/python -m pytest $(PARALLEL)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The environment is made once, and again when the lock changes.
$(READY): requirements.lock
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $(READY)

# Beside NumPy, scikit-criteria and pymcdm, in CPU seconds of one run.
bench: $(READY)
	$(BIN)/python -m benchmarks

# A whole study from SYNTHETIC registers, ingested and evaluated into out/demo-registers.
demo-registers: $(READY)
	$(BIN)/python -m benchmarks.demo_registers out/demo-registers

# Registers counted beside pandas, location quotients beside NumPy; see docs/scale.md.
bench-registers: $(READY)
	$(BIN)/python -m benchmarks.register_scale
	$(BIN)/python -m benchmarks specialisation

docs: $(READY)
	$(BIN)/python docs/generate.py

# Pin what pyproject.toml asks for, for every platform and Python from 3.11 on.
lock:
	$(PYTHON) -m pip install --quiet uv
	$(PYTHON) -m uv pip compile --quiet pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--output-file requirements.lock

clean:
	rm -rf $(VENV) out build dist *.egg-info
