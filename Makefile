# The commands of Aryz. Each does all its own set-up; nothing needs to be activated or installed first but Python, make and git.

VENV := .venv
PYTHON := $(VENV)/bin/python

.PHONY: help run test check bench lock
.DEFAULT_GOAL := help

help:
	@echo "make run    start Aryz: database, web server, worker and clock (PORT=8001 for another port)"
	@echo "make test   everything the tests need, then all tests (ARGS='tests/reports -x' for some)"
	@echo "make check  style, migrations, production settings, diagrams"
	@echo "make bench  how long the work of 10^4, 10^5 and 10^6 cases takes (ARGS=channel: what the safe channel withstands; ARGS=million: files, list and interface of 10^6 cases)"
	@echo "make lock   compile requirements*.in into the locked requirements*.txt"

run:
	@./config/environment.sh requirements.txt
	@exec $(PYTHON) -m config.run

test:
	@./config/environment.sh requirements-dev.txt
	@$(PYTHON) -m pytest -n 2 $(ARGS)

check:
	@./config/environment.sh requirements-dev.txt
	@./config/check.sh

bench:
	@./config/environment.sh requirements-dev.txt
	@$(PYTHON) -m bench $(ARGS)

lock:
	@./config/environment.sh requirements-dev.txt
	@$(PYTHON) -m pip install --quiet uv
	@$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 -o requirements.txt requirements.in
	@$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 -o requirements-dev.txt requirements-dev.in
