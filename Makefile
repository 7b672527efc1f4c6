# What a person types. All of it works on a machine with Python 3.11, make and a package index.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# `make run SOURCES="MoeMinistry MvaMinistry"` crawls these into var/; the sample portal is crawled into var/sample-night.
SOURCES ?=
# `make test ARGS="-k worker"`.
ARGS ?=

# Airflow takes 6 s to import without .pyc files and 2 s with them.
unexport PYTHONDONTWRITEBYTECODE

# `make up POSTGRES=postgresql://user:password@host/database`: Airflow's own tables and the ledger are kept there.
POSTGRES ?=

.PHONY: run up test faults lint format lock accuracy bench bench-nights bench-warehouse clean install
.DEFAULT_GOAL := run

run: install
	@$(BIN)/python -m gongkai.night $(SOURCES)

# All of Airflow until Ctrl-C: scheduler, API server with the UI, DAG processor, triggerer.
up: install
	@$(if $(POSTGRES),GONGKAI_LEDGER_URL='$(POSTGRES)' AIRFLOW__DATABASE__SQL_ALCHEMY_CONN='$(POSTGRES)') \
	$(BIN)/gongkai airflow standalone

# Two workers; a file stays with one of them, so that what its tests share is made once.
test: install
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

# Nights on the real scheduler and without it, in which processes are killed, disks fill and portals fail; ten minutes.
faults: install
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m faults $(ARGS)

# Over 2,000 documents in every format and form vintage, half of them damaged; a few minutes to make, a quarter of an
# hour to read. What LibreOffice writes and what needs a Chinese font is left out, and said, where these are missing.
accuracy: install
	@$(BIN)/python -m bench.corpora var/accuracy
	@$(BIN)/python -m bench.accuracy var/accuracy/*
	@$(BIN)/python -m bench.passages tests/transform/narrative/passages/[ws]*.jsonl

# Ours against other tools on the same documents, in one run.
bench: install
	@$(BIN)/python -m bench.speed

# Loading, building and asking one and ten million facts; a quarter of an hour, with nothing else running.
bench-warehouse: install
	@$(BIN)/python -m bench.warehouse

# What a night costs beside its work, with a real Airflow; ten minutes, with nothing else running.
bench-nights: install
	@$(BIN)/python -m bench.nights

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

install: $(VENV)/.installed

# uv itself comes out of the lock too, by its hash. It does not read pip's configuration, so an index or a certificate that
# is named there is passed on; like pip, it is to trust what the machine trusts.
export UV_SYSTEM_CERTS ?= true
UV_ENVIRONMENT = \
	index="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || true)}}"; \
	[ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; \
	[ -z "$$PIP_CERT" ] || export SSL_CERT_FILE="$${SSL_CERT_FILE:-$$PIP_CERT}";

$(VENV)/.installed: requirements.lock pyproject.toml
	@echo "Installing into $(VENV) (once; about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@awk '/^uv==/ {p = 1} p {print} p && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@$(UV_ENVIRONMENT) \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation --editable .
	@touch $@

lock: install
	$(UV_ENVIRONMENT) \
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--extra sample --extra dev --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) var sql/target sql/logs .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
