# Every target sets up what it needs on its first call (packaging/setup.sh); later calls start at once.
#   ARGS="..."     goes to the command behind the target:  make test ARGS="tests/nn -x"
#   PYTHON, TORCH_INDEX: see packaging/setup.sh

PY := .venv/bin/python
SETUP := pyproject.toml packaging/constraints.txt packaging/setup.sh packaging/venv_check.py \
	$(wildcard packaging/system-packages*.txt)
# One library stands for all that are built with it.
KERNELS := sparse_explorer/nn/kernels/kernels-default.$(if $(filter Darwin,$(shell uname -s)),dylib,so)
# Each worker imports torch, so that more than a few cost more than they save.
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help install run paper verdict test proofs mutants fuzz gpu bench monkey lint docs translations pins wheels bundle clean broken
# Two set-ups at once would write into the same .venv.
.NOTPARALLEL:

help:
	@echo "make install   set up .venv, and missing system libraries"
	@echo "make run       open the window, or without a display run the default experiment; ARGS go to sparse-explorer"
	@echo "make paper     train the paper's eight networks, ten seeds each (a day and a half); ARGS, such as --jobs 4,"
	@echo "               go to sparse-explorer; what was finished before is kept"
	@echo "make verdict   compare controls with the dense network on the bundled digits, in minutes; ARGS go to sparse-explorer"
	@echo "make test      run all tests; ARGS go to pytest, WORKERS=0 runs them in one process"
	@echo "make proofs    run the tests that take too long for every run"
	@echo "make mutants   plant small wrong changes one at a time, and see which no test notices; ARGS names files or changes"
	@echo "make fuzz      read 10,000 broken files of each format; ARGS names formats, and --inputs, --seed, --jobs"
	@echo "make bench     measure speed and memory beside the plain reference; ARGS=--quick takes under a minute"
	@echo "make gpu       what needs a CUDA device: the CPU's numbers, captured graphs, times; minutes"
	@echo "make monkey    play with the window at random, 20 times 1000 events; ARGS=\"--seeds 40 --first 100\" plays others"
	@echo "make lint      check style (ruff) and types (mypy)"
	@echo "make docs      build the documentation as a site that is read from a folder, into out/site"
	@echo "make translations  collect the window's texts for translators, and compile each language that is complete"
	@echo "make pins      resolve the pinned packages for every Python and machine that they are meant for (minutes, network)"
	@echo "make wheels    build the wheels for Linux, macOS and Windows, and the source distribution, into dist/"
	@echo "make bundle    build and try dist/sparse-explorer, a folder that runs where there is no Python"
	@echo "make clean     remove caches and build results; .venv and out/ stay"

# A stamp does not tell what became of .venv since: Python upgraded, packages deleted, the folder moved.
BROKEN := $(if $(wildcard .venv/.stamp-*),$(shell $(PY) -I -S packaging/venv_check.py >/dev/null 2>&1 || echo broken))

# The set-up writes the stamps itself, as the last thing that it does.
.venv/.stamp-run .venv/.stamp-test .venv/.stamp-wheels: .venv/.stamp-%: $(SETUP) $(BROKEN)
	@bash packaging/setup.sh $*

# For kernels that were edited; the set-up builds them too. Where they cannot be built all goes on without them, and the
# next call tries again.
$(KERNELS): packaging/build_kernels.py $(wildcard sparse_explorer/nn/kernels/*.[ch])
	@$(PY) packaging/build_kernels.py || true

install: .venv/.stamp-run $(KERNELS)

run: .venv/.stamp-run $(KERNELS)
	@$(PY) -m sparse_explorer $(or $(ARGS),app --or-run)

paper: .venv/.stamp-run $(KERNELS)
	$(PY) -m sparse_explorer run --preset paper --dataset mnist --seeds 10 --output docs/paper $(ARGS)
	@$(PY) packaging/results.py

# Twelve variants beside the dense one and eight noises, five seeds each: what two cores do in five minutes.
VERDICT := --preset dense --preset sparse --preset k-winners --preset sparse-weights --preset dense-dropout \
	--preset dense-batch-norm --preset dense-centred --preset dense-l1 --preset dense-weight-decay --preset dense-noise \
	--preset k-winners-inference --preset k-winners-random --preset dense-same-operations \
	--noise article,paper,salt-and-pepper,gaussian,occlusion,blur,rotation,fgsm

verdict: .venv/.stamp-run $(KERNELS)
	$(PY) -m sparse_explorer verdict $(VERDICT) --seeds 3 --confirm 2 --epochs 10 --jobs 2 --output out/verdict $(ARGS)

# The networks of the tests are tiny: torch's own threads, beside pytest's workers, make them several times slower.
# A file's tests share what they prepare, so that one worker does them all; tests/conftest.py says in which order.
# Compiled modules are written whatever the environment says: many tests start processes of their own.
test: .venv/.stamp-test $(KERNELS)
	PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} $(PY) -m pytest -n $(WORKERS) --maxprocesses=4 --dist=loadfile --no-loadscope-reorder $(ARGS)

# What takes too long for every run: further machines to set up, compilers, clusters, window play.
proofs: .venv/.stamp-wheels $(KERNELS)
	OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} $(PY) -m pytest -n $(WORKERS) --maxprocesses=4 --dist=loadfile --no-loadscope-reorder -m proof $(ARGS)

mutants: .venv/.stamp-test $(KERNELS)
	$(PY) -m tests.mutants $(ARGS)

fuzz: .venv/.stamp-test $(KERNELS)
	OMP_NUM_THREADS=1 $(PY) -m tests.fuzz $(ARGS)

gpu: .venv/.stamp-test $(KERNELS)
	$(PY) -m tests.gpu $(ARGS)

bench: .venv/.stamp-test $(KERNELS)
	$(PY) -m tests.benchmarks $(ARGS)

monkey: .venv/.stamp-test $(KERNELS)
	$(PY) -m tests.monkey $(ARGS)

lint: .venv/.stamp-test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

# Warnings are errors: a link into the void, a page that no menu names, an argument that nothing documents.
docs: .venv/.stamp-test
	@$(PY) packaging/architecture.py
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --quiet -f packaging/mkdocs.yml $(ARGS)
	@echo "out/site/index.html"

translations: .venv/.stamp-test
	@$(PY) packaging/translations.py

pins: .venv/.stamp-run
	$(PY) packaging/pins.py

wheels: .venv/.stamp-wheels
	@$(PY) packaging/build_wheels.py $(ARGS)

bundle: .venv/.stamp-wheels $(KERNELS)
	@$(PY) packaging/build_bundle.py $(ARGS)

clean:
	rm -f $(addprefix sparse_explorer/nn/kernels/kernels-*.,so dylib dll)
	rm -rf sparse_explorer/nn/kernels/.building-* build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
