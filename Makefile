# Every target sets the environment up by itself; a second run starts at once.
PYTHON ?= python3
CORPUS ?= corpus
OUT ?= outputs
JOBS ?= 1
DIR ?=
SECONDS ?= 60
SHOTS ?=
BENCH ?=
APT ?= $(if $(filter 0,$(shell id -u)),apt-get,sudo apt-get)
TEXTS ?= corpus
GOLD_FILES ?= $(wildcard tests/gold/*.gold.json) $(wildcard tests/gold/partial/*.gold.json) $(wildcard tests/gold/written/*.gold.json)
GOLD_TEXTS ?= corpus tests/gold/written
MODELS ?= build/models
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help setup extract excel test test-ocr test-browser test-office torture mutants fuzz check format evaluate train expected catalogues bench docs clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## make .venv and install the locked versions

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

extract: $(STAMP) ## read CORPUS=corpus and write the tables to OUT=outputs
	$(BIN)/nianjian extract $(CORPUS) --out $(OUT) --jobs $(JOBS)

excel: $(STAMP) ## the same, with tables for Excel in OUT/excel
	$(BIN)/nianjian extract $(CORPUS) --out $(OUT) --jobs $(JOBS) --excel

test: $(STAMP) ## style, types, layers and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -n auto --dist worksteal

test-ocr: $(STAMP) ## the tests of scans, with the extra [ocr] and a font
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-ocr.lock
	fc-list | grep -q wqy-microhei || $(APT) install --yes --quiet fonts-wqy-microhei
	$(BIN)/python -m pytest tests/test_ocr.py

test-browser: $(STAMP) ## the review page in Chromium; SHOTS=docs/images also draws the pictures of the documentation
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-browser.lock
	command -v chromium >/dev/null || $(APT) install --yes --quiet chromium
	NIANJIAN_SHOTS=$(SHOTS) $(BIN)/python -m pytest tests/test_browser.py

test-office: $(STAMP) ## the workbook in LibreOffice
	command -v soffice >/dev/null || $(APT) install --yes --quiet --no-install-recommends libreoffice-calc
	$(BIN)/python -m pytest tests/test_office.py

torture: $(STAMP) ## run every file under DIR (default: some eight hundred broken and hostile ones) twice and account for each
	$(if $(DIR),,rm -rf build/broken && $(BIN)/python -m tests.broken build/broken)
	$(BIN)/python -m tests.torture $(or $(DIR),build/broken)

mutants: $(STAMP) ## break the code in small ways, each of which a named test must catch (tests/mutants.toml)
	$(BIN)/python -m tests.mutants

fuzz: $(STAMP) ## feed mutated files to the readers and the text path for SECONDS=60
	$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris==3.0.0
	$(BIN)/python -m tests.fuzz $(SECONDS)

check: $(STAMP) ## check lexicons and sidecars
	$(BIN)/nianjian check $(CORPUS)

format: $(STAMP) ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

evaluate: extract ## score the sample corpus against its gold
	$(BIN)/nianjian evaluate $(OUT) tests/gold/*.gold.json --floors tests/gold/floors.toml

train: $(STAMP) ## train models on GOLD_FILES, texts in GOLD_TEXTS, to MODELS=build/models (half an hour on two cores)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-train.lock
	$(BIN)/nianjian train $(GOLD_FILES) $(addprefix --texts ,$(GOLD_TEXTS)) --record pipeline/models/training.json --out $(MODELS)

expected: $(STAMP) ## write tests/expected anew (look at the diff before you commit it)
	rm -rf tests/expected
	$(BIN)/nianjian extract corpus --out tests/expected --force
	rm -rf tests/expected/results tests/expected/texts tests/expected/.nianjian.json
	$(BIN)/python -c 'from pipeline.outputs.data_dictionary import data_dictionary as d; print(d(), end="")' > docs/data-dictionary.md

catalogues: $(STAMP) ## bring the catalogues of messages up to date
	$(BIN)/python -m tests.catalogues

bench: $(STAMP) ## speed and quality beside what one would run instead, on TEXTS=corpus, to benchmarks/RESULTS.md
	$(PYTHON) -m venv build/bench
	build/bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.lock -r benchmarks/requirements.txt
	build/bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 build/bench/bin/python -W ignore -m benchmarks.bench $(TEXTS) $(BENCH)

docs: $(STAMP) ## the documentation as pages in build/docs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-docs.lock
	$(BIN)/python -m mkdocs build --quiet

clean: ## remove what was made
	rm -rf outputs build *.egg-info .mypy_cache .ruff_cache .hypothesis
