# What people do here, each by one word. `make` alone lists them.

PYTHON_ENV = .venv/bin/python
MANAGE     = $(PYTHON_ENV) manage.py
# Ends what it starts when make itself is killed; Linux has it everywhere.
ALIVE      = $(if $(shell command -v setpriv),setpriv --pdeathsig=TERM)
RUN_LOCKS  = requirements.txt requirements-local.txt
ALL_LOCKS  = $(RUN_LOCKS) requirements-s3.txt requirements-dev.txt
# What may not keep its compiled modules compiles them in each process it starts, which
# takes a second and a half; kept, they are in no checkout's way (.gitignore).
unexport PYTHONDONTWRITEBYTECODE
# Variables that production asks for, so that its settings can be checked anywhere.
PRODUCTION = CENTRE_ENV=production SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w0) \
	ALLOWED_HOSTS=example.org SITE_URL=https://example.org \
	DATABASE_URL=postgresql://nobody@localhost/none EMAIL_URL=smtp://localhost:25 \
	DEFAULT_FROM_EMAIL=centrum@example.org

.PHONY: help
help: ## List what can be done (this list)
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 \t\2/p' $(MAKEFILE_LIST)

.PHONY: run
run: ## Run the site on 127.0.0.1:8000 (elsewhere: PORT=8123 make run)
	@sh .ci/setup $(RUN_LOCKS)
	@CENTRE_ENV=local exec $(ALIVE) $(MANAGE) run_local

.PHONY: test
test: environment ## Run every test (a part: make test ARGS="tests/news -k feed"; more: CONTRIBUTING.md)
	@sh .ci/chromium
	@sh .ci/firefox
	@exec $(ALIVE) $(PYTHON_ENV) -m pytest -n 2 --dist worksteal --durations=10 $(ARGS)

.PHONY: check
check: environment ## Everything else that CI demands; changes nothing
	$(PYTHON_ENV) -m ruff format --check .
	$(PYTHON_ENV) -m ruff check .
	CENTRE_ENV=test $(PYTHON_ENV) -m mypy
	.venv/bin/djade --check $$(find templates -name '*.html')
	CENTRE_ENV=test $(PYTHON_ENV) -W "ignore:Got an error checking" manage.py \
		makemigrations --check --dry-run
	CENTRE_ENV=test $(MANAGE) check_catalogues
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	sh .ci/lock --check

.PHONY: bench
bench: environment ## Measure what each kind of page costs (bench/README.md)
	@exec $(ALIVE) $(PYTHON_ENV) -m bench.pages $(ARGS)

.PHONY: format
format: environment ## Set the code and the templates in the house's form
	$(PYTHON_ENV) -m ruff check --fix .
	$(PYTHON_ENV) -m ruff format .
	.venv/bin/djade $$(find templates -name '*.html')

.PHONY: messages
messages: environment ## Collect the texts to translate (needs Debian's gettext)
	CENTRE_ENV=local $(MANAGE) makemessages --all --no-wrap --no-obsolete \
		--add-location=file --ignore=tests --ignore=bench --ignore=.venv
	CENTRE_ENV=local $(MANAGE) compile_catalogues

.PHONY: lock
lock: environment ## Write the locked requirements anew (newest: make lock ARGS=--upgrade)
	sh .ci/lock $(ARGS)

.PHONY: sbom
sbom: environment ## List what production runs, with licences (CycloneDX: .local/sbom.json)
	@sh .ci/sbom $(ARGS)

.PHONY: clean
clean: ## Remove the environment and what tools left; your data in .local stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find centre -name '*.mo' -delete

.PHONY: environment
environment:
	@sh .ci/setup $(ALL_LOCKS)
