# The front door. `make` alone lists what it can do.
ASSIGNMENT ?= convolution
COURSE ?= .
PYTHON ?= python3
PORT ?= 8888
# What people say is text, whatever it holds: neither make nor the shell looks for anything to run in it. The shell finds
# it in its environment. A misspelt name too: make hands on all that stands on its command line.
SAID := ASSIGNMENT COURSE PORT STUDENT WORKERS OVERRIDE BACKUP DRY QUESTION QUICK FILE FROM NAME SIGNATURE POINTS SCHEDULER WITHOUT_TLS TO COLUMN YES COVER
said_here = $(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),$(name)))
$(foreach name,$(sort $(SAID) $(said_here)),$(eval override $(name) := $$(value $(name))))
export $(SAID)

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PATH := $(CURDIR)/$(BIN):$(value PATH)
RUN = $(BIN)/assay
IN = --course="$$COURSE"
FLAGS = $(IN) --assignment="$$ASSIGNMENT"
STUDENT_FLAG = $${STUDENT:+--student="$$STUDENT"}
WORKERS_FLAG = $${WORKERS:+--workers="$$WORKERS"}
OVERRIDE_FLAG = $${OVERRIDE:+--override="$$OVERRIDE"}
# Tests are spread over the processors, a file to each; how many at once, and which first, says tests/conftest.py.
SPREAD = -n auto --dist loadfile --no-loadscope-reorder
# The course that is this folder gets its gradebook by itself.
GRADEBOOK :=
ifeq ($(COURSE),.)
GRADEBOOK := gradebook.db
endif

.DEFAULT_GOAL := help
.PHONY: help install source release audit warm autograde regrade feedback report students formgrader export restore doctor demo bench attack faults fuzz test test-all quick lint docs pictures clean new question import check fails show similar forget collect grade student

help: ## list the verbs
	@printf '%s\n\n' "make VERB [ASSIGNMENT=$$ASSIGNMENT] [STUDENT=name] [COURSE=folder] [WORKERS=n]"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s%s\n", $$1, $$2}'

install: $(READY) ## create .venv from requirements.lock
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; this is %d.%d. Run: make PYTHON=python3.12 ..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

new: $(READY) ## make a new assignment, ASSIGNMENT=x, with one question that is there to be changed
	$(RUN) new $(IN) -- "$$ASSIGNMENT"

question: $(READY) ## add a question: NAME=f SIGNATURE="f(X, p)" POINTS=4
	$(RUN) question $(FLAGS) --name="$$NAME" --signature="$$SIGNATURE" $${POINTS:+--points="$$POINTS"}

import: $(READY) ## make a plain nbgrader notebook an assignment: FROM=old.ipynb ASSIGNMENT=x
	$(RUN) import $(IN) --assignment="$$ASSIGNMENT" -- "$$FROM"

fails: $(READY) ## measure what misconceptions lose, and write it down as FAILS; of one only, NAME=chaff; YES=1 in scripts
	$(RUN) fails $(FLAGS) $(WORKERS_FLAG) $${NAME:+--name="$$NAME"} $${YES:+--yes}

source: $(READY) ## build the source notebook from source/ASSIGNMENT.py
	$(RUN) source $(FLAGS)

check: $(READY) ## look an assignment over before it is released: a minute; QUICK=1 a second
	$(RUN) check $(FLAGS) $${QUICK:+--quick}

release: $(READY) ## audit the hidden tests, and build the notebook that students receive
	$(RUN) release $(FLAGS) $(WORKERS_FLAG) $(OVERRIDE_FLAG)

audit: $(READY) ## hold the hidden tests against right and wrong solutions; of one QUESTION only, QUICK=1 in ten seconds
	$(RUN) audit $(FLAGS) $(WORKERS_FLAG) $(OVERRIDE_FLAG) $${QUESTION:+--question="$$QUESTION"} $${QUICK:+--quick}

warm: $(READY) ## compile ahead for a big class: two minutes, once a machine and release
	$(RUN) warm $(FLAGS) $(WORKERS_FLAG)

gradebook.db: $(READY)
	$(RUN) gradebook $(FLAGS)

autograde: $(READY) $(GRADEBOOK) ## grade whatever stands in submitted/; run it as often as you like; SCHEDULER=address on a cluster
	$(RUN) autograde $(FLAGS) $(STUDENT_FLAG) $(WORKERS_FLAG) $${SCHEDULER:+--scheduler="$$SCHEDULER"} $${WITHOUT_TLS:+--without-tls}

regrade: $(READY) ## judge again with the hidden tests as they are now, and show who moved; DRY=1 only shows
	$(RUN) regrade $(FLAGS) $(STUDENT_FLAG) $(WORKERS_FLAG) $${DRY:+--dry-run}

feedback: $(READY) ## make the feedback pages
	$(RUN) feedback $(FLAGS) $(STUDENT_FLAG) $(WORKERS_FLAG)

report: $(READY) ## show points per question, and who needs a person
	$(RUN) report $(FLAGS)

grade: $(READY) ## grade one question by hand, all answers on one page: QUESTION=x
	$(RUN) grade $(FLAGS) $${QUESTION:+--question="$$QUESTION"}

students: $(READY) ## read the roster FILE=roster.csv: who is in the class, who has an extension
	$(RUN) students $(IN) $${FILE:+--file="$$FILE"}

show: $(READY) ## print one student: STUDENT=x; score, what was lost and why, comments, receipt
	$(RUN) show $(FLAGS) --student="$$STUDENT"

similar: $(READY) ## compare all answers with each other; similar.html shows pairs to look at
	$(RUN) similar $(FLAGS)

forget: $(READY) ## take all of a student's data away, in every assignment: STUDENT=x; YES=1 in scripts
	$(RUN) forget $(IN) --student="$$STUDENT" $${YES:+--yes}

collect: $(READY) ## take in a download: FROM=canvas, moodle or gradescope FILE=submissions.zip
	$(RUN) collect $(FLAGS) --from="$$FROM" --file="$$FILE"

formgrader: $(READY) ## serve nbgrader's formgrader to this machine; PORT=8889 elsewhere than at 8888
	$(RUN) formgrader $(IN) --port="$$PORT"

export: $(READY) ## write grades.csv; TO=canvas or moodle FILE=downloaded.csv fills that (COLUMN=title); TO=gradescope, csv or json
	$(RUN) export $(IN) $${TO:+--to="$$TO" --assignment="$$ASSIGNMENT"} $${FILE:+--file="$$FILE"} $${COLUMN:+--column="$$COLUMN"}

doctor: $(READY) ## say what stands between this course and its grading on this machine
	$(RUN) doctor $(IN)
student: $(READY) ## open JupyterLab on a copy of what students receive; PORT as for formgrader
	$(RUN) student $(FLAGS) --port="$$PORT"

restore: $(READY) ## list the gradebook's backups and put back the newest, or BACKUP=name
	$(RUN) restore $(IN) $${BACKUP:+--backup="$$BACKUP"}

demo: $(READY) ## grade a sample class of twenty in demo/
	$(RUN) demo $(FLAGS) $(WORKERS_FLAG)

bench: $(READY) ## grade ASSIGNMENT side by side with stock nbgrader and otter-grader (half an hour)
	$(BIN)/python -m benchmarks.grading --assignment="$$ASSIGNMENT"

faults: $(READY) ## kill a hundred processes of a class at random moments, and compare its gradebook (a quarter of an hour)
	$(BIN)/python -m tests.faults

fuzz: $(READY) ## grade a class of broken submissions, made from real notebooks (five minutes)
	$(BIN)/python -m tests.fuzzing $(WORKERS_FLAG)

attack: $(READY) ## grade a class full of attacks on ASSIGNMENT, and show what came of each (more than an hour)
	$(BIN)/python -m attacks --assignment="$$ASSIGNMENT" $(WORKERS_FLAG)

test: $(READY) ## run the tests, but for those that take minutes each
	$(BIN)/python -m pytest $(SPREAD) $${COVER:+--cov=assay --cov-report=} -m "not long"

test-all: $(READY) ## run all tests (most of an hour)
	$(BIN)/python -m pytest $(SPREAD)

quick: $(READY) ## run the tests that need no room and no course: about a minute
	$(BIN)/python -m pytest $(SPREAD) $${COVER:+--cov=assay --cov-report= --cov-fail-under=40} @tests/quick.txt

lint: $(READY) ## check style and types
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy

docs: $(READY) ## build the documentation's site: docs/_build/html/index.html
	rm -rf docs/_build
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --builder html docs docs/_build/html

pictures: $(READY) ## take the docs' picture of a feedback page anew; needs Chromium
	$(BIN)/python -m tests.pages.picture

clean: ## remove what can be built again; submissions, gradebook and verdicts stay
	rm -rf demo docs/_build .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist src/*.egg-info
