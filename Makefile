# Everything a developer does here. The first call sets itself up; later calls start at once.
# `make PYTHON=python3.13 test` picks the Python that .venv is made with;
# `make test ARGS="-k triage -n 2"` passes on to pytest.

EXAMPLE := examples/first-week.diary
DAY     := 2026-03-06

VENV  := .venv
BIN   := $(VENV)/bin
READY := $(VENV)/.ready
PYTHON ?=
ARGS   ?=

export PYTHON
export NO_COLOR := 1
export UV_NO_PROGRESS := 1
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help run review test coverage check format lint types imports knowledge figures bench lock clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(READY) ## open the app in the browser, with a database in .data
	@$(BIN)/strideback serve --data .data $(ARGS)

review: $(READY) ## review the example diary in the terminal
	@$(BIN)/strideback review $(EXAMPLE) --on $(DAY)

test: $(READY) ## run the tests
	@$(BIN)/python -m pytest --color=no -q -n auto $(ARGS)

coverage: $(READY) ## run the tests and say which lines they leave out (half as long again)
	@$(BIN)/python -m pytest --color=no -q -n auto --cov $(ARGS)

check: lint types imports knowledge test ## the whole law: format, lint, types, imports, knowledge, tests
	@echo "check: all good"

lint: $(READY) ## format and lint, without changing a file
	@echo "lint: format"
	@$(BIN)/ruff format --quiet --check --output-format concise . || { echo "Run 'make format'."; exit 1; }
	@echo "lint: rules"
	@$(BIN)/ruff check --quiet .

types: $(READY) ## check the types
	@echo "types: mypy"
	@$(BIN)/mypy --no-error-summary --no-color-output

imports: $(READY) ## check that imports only go down
	@echo "imports: contracts"
	@$(BIN)/lint-imports --no-logo >$(VENV)/imports.txt 2>&1 || { cat $(VENV)/imports.txt; exit 1; }

knowledge: $(READY) ## check the knowledge files
	@echo "knowledge: check"
	@$(BIN)/strideback knowledge check

figures: $(READY) ## draw every pose, the atlas and the 3D body anew
	@$(BIN)/python tools/make_figures.py
	@$(BIN)/python tools/make_body.py
	@$(BIN)/python tools/atlas_page.py

bench: $(READY) ## measure against peers, as ratios
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	@for each in "" .load .archive .fit .xml_files .anatomy .anatomy_view .report .app .reminders; do \
	  $(BIN)/python -m benchmarks$$each || echo "benchmarks$$each: left out"; echo; done

format: $(READY) ## format the code and mend what can be mended
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix-only .

lock: $(READY) ## pin the newest packages that fit, with hashes and without addresses
	@tools/lock

clean: ## remove what was made here, .venv too
	@rm -rf $(VENV) build dist src/strideback/_viewer htmlcov .coverage .coverage.* coverage.xml .pytest_cache .mypy_cache \
		.ruff_cache .import_linter_cache .grimp_cache .hypothesis src/*.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

TEXTS := $(wildcard knowledge/text/*.po src/strideback/web/locale/*/LC_MESSAGES/*.po)

$(READY): requirements/dev.txt pyproject.toml tools/setup $(TEXTS)
	@tools/setup
	@touch $@
