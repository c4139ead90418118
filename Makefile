# make run  : install, assess a shipped example, serve the application on this machine
# make test : install what tests need, then check and test everything
# make guide : the guide as a PDF with pictures, in both languages, into var/guide
# make screenshots : a picture of every page in both languages, wide and on a phone, into var/screenshots
# make evidence : the long counts, sizes and ratios, printed into docs/

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5006

.PHONY: run test check fast slow install system screenshots guide evidence lock clean

run: install
	$(BIN)/sachhon assess data/examples/seafood.yaml -o var/example --lang vi
	$(BIN)/sachhon trace var/example/seafood.result.json norm_sec@shrimp:norm/2025 | head -n 8
	@echo "→ http://127.0.0.1:$(PORT)"
	$(BIN)/sachhon serve --demo --port $(PORT) --no-browser

install: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); $(PYTHON) -m venv --without-pip $(VENV); }
	test -x $(BIN)/pip || $(PYTHON) -m pip --python $(BIN)/python install --quiet pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

system:
	sh tests/system_packages.sh

test: install system
	$(MAKE) check
	$(MAKE) fast
	$(MAKE) slow

check: install
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

fast: install
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore=tests/browser --ignore=tests/attacks --ignore=tests/packaging

slow: install
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser tests/attacks tests/packaging

screenshots: install system
	$(BIN)/python tests/browser/screenshots.py var/screenshots

guide: install system
	$(BIN)/python tests/browser/printed_guide.py var/guide

evidence: install
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r tests/performance/engines.lock
	$(BIN)/python tests/performance/evidence.py

lock:
	$(BIN)/pip-compile --quiet --extra test --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) var build dist
