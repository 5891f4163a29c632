# Everything a new developer needs; `make` without a target lists it. Nothing is installed outside this folder: programs
# are in .venv; the database, e-mails and logs of `make run` are in .local (as root, the database is under /var/tmp).

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
INSTALL := brusselshelps/dev/install.py
CATALOGS := $(PYTHON) -m brusselshelps.translation_catalogs
PG15 := /usr/lib/postgresql/15/bin

# Tests and checks ignore the settings of another installation in the shell's environment.
SETTINGS := DATABASE_URL SECRET_KEY HASH_KEY DEBUG ALLOWED_HOSTS EMAIL_URL DEFAULT_FROM_EMAIL BASE_URL CONTACT_PHONE
CLEAN := env $(SETTINGS:%=-u %)
# Made-up but complete settings: the checks see the project as it would run in production.
PRODUCTION = $(CLEAN) DEBUG=False ALLOWED_HOSTS=help.example EMAIL_URL=smtp://localhost:25 \
	DEFAULT_FROM_EMAIL=help@help.example BASE_URL=https://help.example CONTACT_PHONE="02 000 00 00" \
	DATABASE_URL=postgres://nobody@localhost/nothing \
	SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60))')"
ORDINARY := -m "not more"

# Runs the newest suitable Python on the machine with these arguments; fails with advice when there is none.
define system_python
	@best=$$(for one in python3.13 python3.12 python3.11 python3; do \
		if $$one -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then echo $$one; break; fi; done); \
	if [ -z "$$best" ]; then $(no_python); exit 1; fi; \
	exec $$best $(1)
endef

define no_python
	if python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo 'Python is here, but its venv module is not. Install it first, e.g.: apt install python3-venv' >&2; \
	else echo 'Python 3.11 or newer is needed. Install it first, e.g.: apt install python3 python3-venv' >&2; fi
endef

.PHONY: help install run code stop clean test test-more test-days check audit messages bench soak lighthouse screenshots lock install-local

help: ## Print this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '  make %-13s %s\n' "$$name" "$$what"; done

install: ## Make .venv with the development tools
	$(call system_python,-I $(INSTALL) dev)

install-local:
	$(call system_python,-I $(INSTALL) local)

run: install-local ## Start everything on http://127.0.0.1:8000 (PORT=… chooses another port); Ctrl-C stops it
	@exec $(PYTHON) -m brusselshelps.dev.run

code: ## Print the code with which the demo staff sign in now
	@$(MANAGE) demo_sign_in_code

stop: ## Stop a `make run` from another terminal
	@if [ ! -x $(PYTHON) ]; then exit 0; fi; exec $(PYTHON) -m brusselshelps.dev.run stop

clean: ## Stop what runs and remove all that this checkout made, also outside its folder
	$(call system_python,-BEs -m brusselshelps.dev.clean)

test: install ## Run the tests, on a PostgreSQL of their own (under five minutes)
	@$(CATALOGS) compile
	$(CLEAN) $(PYTHON) -m pytest $(ORDINARY) -n 2

test-more: test-days ## Run what `make test` leaves out: the full browser grid and access matrix, other days, PostgreSQL 15 and coverage
	$(CLEAN) $(PYTHON) -m pytest -m more -n 2
	@# On one of the days of test-days, a different one each day; not in browsers, which use the machine's clock.
	@if [ -x $(PG15)/postgres ]; then set -x; \
		$(CLEAN) PG_BINDIR=$(PG15) $(PYTHON) -m tests.days turn -- \
			$(ORDINARY) --ignore tests/browser -n 2 --cov --cov-branch; \
	else echo 'NOT RUN: the tests on PostgreSQL 15. Install it first, e.g.: apt install postgresql-15' >&2; \
		[ -z "$$CI" ]; fi

test-days: install ## Run what depends on the day on days when clocks change, months end and years begin (DAYS=2028-02-29T23:30 TESTS=…)
	@$(CATALOGS) compile
	$(CLEAN) $(PYTHON) -m tests.days $(DAYS) $(if $(TESTS),-- -n 2 $(TESTS))

check: install ## Check style, types, layers, templates, migrations, settings, catalogs and requirements
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	@$(PRODUCTION) $(PYTHON) -m mypy
	$(PYTHON) -m djlint --check --lint --quiet templates
	$(PYTHON) .venv/bin/lint-imports
	@# Without a database there is no migration history to check, which Django warns about.
	@$(PRODUCTION) $(PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(CATALOGS) check
	@if grep -n '://' requirements/*; then echo 'A requirements file names a host.' >&2; exit 1; fi

audit: install ## Check the locked packages for known vulnerabilities, where that data is in reach
	@$(PYTHON) -m tests.vulnerability_audit

messages: install ## Gather the texts to translate into locale/, and list those without a translation
	@command -v xgettext msgmerge >/dev/null || \
		{ echo 'GNU gettext is needed. Install it first, e.g.: apt install gettext' >&2; exit 1; }
	@$(PRODUCTION) $(MANAGE) makemessages --locale nl --locale fr --locale en --no-location --no-obsolete --no-wrap \
		--ignore '.venv/*' --ignore '.local/*' --ignore 'tests/*' --ignore 'staticfiles/*'
	@$(CATALOGS) fill
	@$(CATALOGS) check

bench: install ## Measure: medians and ratios of one run (BENCH_ROWS=… instead of a million)
	@$(CATALOGS) compile
	$(CLEAN) $(PYTHON) -m tests.benchmarks.bench

soak: install ## Make clerks race for the same rows, a thousand times each (SOAK_RACES=… chooses how many)
	@$(CATALOGS) compile
	$(CLEAN) SOAK_RACES=$${SOAK_RACES:-1000} $(PYTHON) -m pytest tests/soak -m more -n 0 -q -s

lighthouse: install ## Run Lighthouse on the home page and both forms, as on a phone; reports in .local/lighthouse
	@$(CATALOGS) compile
	$(CLEAN) $(PYTHON) -m tests.benchmarks.lighthouse

screenshots: install ## Take pictures of the pages
	$(CLEAN) $(PYTHON) tests/browser/screenshots.py

# Extras are kept in the lock files: without them, pip first looks for the newest version of `name[extra]`. npm packages
# are pinned by hand, in package.json.
lock: install ## Compile requirements/*.in again (UPGRADE=1 takes newer versions)
	@cd requirements && for one in base local dev; do \
		../.venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-strip-extras \
			--python-version 3.11 \
			$(if $(UPGRADE),--upgrade) $$one.in --output-file $$one.txt || exit 1; done
	@if command -v npm >/dev/null; then $(PYTHON) tests/browser/tools/npm.py; \
	else echo 'NOT LOCKED: the npm packages. Install npm first, e.g.: apt install npm' >&2; fi
	@if grep -n '://' requirements/*; then echo 'A requirements file names a host.' >&2; exit 1; fi
