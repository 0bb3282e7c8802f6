# Builds Nabla, installs it into a Jupyter of its own and tests it. `make` alone lists what there is.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# SwiftPM and pip use both cores themselves, and lock their folders.
.NOTPARALLEL:

PYTHON ?= python3
environment := .venv
bin := $(environment)/bin
# PyTorch is large and only compared with, so it has an environment of its own. NABLA_PYTORCH names another Python that
# has it; where the variable is set, its absence is a failure and not a reason to skip.
pytorch := .venv-pytorch
with_pytorch := NABLA_PYTORCH="$${NABLA_PYTORCH:-$(CURDIR)/$(pytorch)/bin/python}"
swift_sources := Sources Tests kernelspec Package.swift
# The tests look into the targets, which `-enable-testing` allows in release; its folder keeps both builds whole.
test_flags := -c release -Xswiftc -enable-testing --scratch-path .build/test --disable-xctest

# Jupyter's own settings: this environment before the user's, and its programs first on PATH.
with_jupyter := PATH="$(CURDIR)/$(bin):$$PATH" JUPYTER_PREFER_ENV_PATH=1 JUPYTER_PLATFORM_DIRS=1

.PHONY: help run lab repl build install test lint test-swift test-pytorch test-jupyter soak sanitize benchmark format golden docs notebooks site picture \
    clean prepare environment browser pytorch

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## Build and install everything, then execute the tour notebook in Jupyter
	@echo "==> Executing notebooks/00-tour.ipynb"
	@$(with_jupyter) jupyter nbconvert --log-level WARN --to html --execute \
	    --output-dir .build/tour --output tour.html notebooks/00-tour.ipynb
	@echo
	@echo "The tour is in $(CURDIR)/.build/tour/tour.html; open it in a browser."
	@echo "  make lab    opens the notebooks in JupyterLab"
	@echo "  make repl   talks to Nabla in the terminal"

lab: install ## Open the notebooks in JupyterLab
	@$(with_jupyter) jupyter lab --ServerApp.root_dir="$(CURDIR)/notebooks" $$([ "$$(id -u)" != 0 ] || echo --allow-root)

repl: build ## Talk to Nabla in the terminal
	@.build/release/nabla repl

build: prepare ## Build the command nabla, in release
	@echo "==> Building nabla"
	@swift build -c release --static-swift-stdlib --product nabla

# Copied only when it changed, and by renaming: a kernel may be running.
install: build environment ## Install nabla as a kernel of the Jupyter in .venv
	@cmp -s .build/release/nabla $(bin)/nabla || { \
	    cp .build/release/nabla $(bin)/nabla.new && mv $(bin)/nabla.new $(bin)/nabla; }
	@$(with_jupyter) nabla install --sys-prefix

test: lint test-swift test-jupyter ## Run every check: format, Swift's tests, Jupyter's and the tour

lint: ## Check the format of the Swift sources
	@echo "==> Checking the format"
	@swift format lint --strict --parallel --recursive $(swift_sources)

test-swift: prepare pytorch ## Run the Swift tests, and compare the engine with PyTorch
	@echo "==> Running the Swift tests"
	@$(with_pytorch) swift test $(test_flags) 2>&1 | tee .build/swift-test.log || { \
	    echo "==> These tests failed"; grep -E "^✘|error:" .build/swift-test.log; exit 1; }

test-pytorch: prepare pytorch ## Only compare the engine with PyTorch
	@echo "==> Comparing the engine with PyTorch"
	@$(with_pytorch) swift test $(test_flags) --filter PyTorchTests

test-jupyter: install browser ## Run the installed kernel through Jupyter's conformance suite, the notebooks and JupyterLab
	@echo "==> Running the kernel in Jupyter"
	@$(with_jupyter) python -B Tests/Conformance

# How many percent of the long runs; all of them take a while.
SOAK ?= 100

soak: prepare ## Run a kernel for long: 100,000 cells, 50 restarts, 40 kernels side by side
	@NABLA_SOAK=$(SOAK) swift test $(test_flags) --filter SoakTests

sanitize: prepare ## Run the kernel's tests and parallel sweeps under the thread and the address sanitizer
	@scripts/sanitize

benchmark: build ## Time Nabla beside its peers, in one run
	@PYTHON="$(PYTHON)" scripts/python-environment .venv-benchmarks Benchmarks/requirements.txt
	@.venv-benchmarks/bin/python -B Benchmarks

format: ## Format the Swift sources
	@swift format --in-place --parallel --recursive $(swift_sources)

golden: prepare ## Record the golden files anew; read the difference before you commit it
	@NABLA_RECORD=1 swift test $(test_flags)

docs: build ## Write docs/reference.md anew from the registry
	@.build/release/nabla reference > .build/reference.md
	@mv .build/reference.md docs/reference.md

notebooks: install ## Execute all notebooks anew and store their outputs; read the difference before you commit it
	@$(with_jupyter) python -B scripts/notebooks $(NOTEBOOKS)

site: environment ## Make pages of the notebooks, as they are stored, in .build/site
	@$(with_jupyter) python -B scripts/site .build/site

picture: install ## Draw the picture of README.md anew
	@$(with_jupyter) python scripts/picture

clean: ## Remove what was built, and the Python environments
	@rm -rf .build $(environment) $(pytorch) .venv-benchmarks

prepare:
	@scripts/system-packages
	@scripts/build-folder

environment: prepare
	@PYTHON="$(PYTHON)" scripts/python-environment $(environment) Tests/Conformance/requirements.txt

# Ubuntu has no such package; what looks at JupyterLab there is Google Chrome.
browser:
	@command -v google-chrome >/dev/null || scripts/system-packages chromium fonts-dejavu-core

pytorch: prepare ## Install the PyTorch that the tests compare with
	@[ -n "$${NABLA_PYTORCH:-}" ] || \
	    PYTHON="$(PYTHON)" scripts/python-environment $(pytorch) Tests/PyTorch/requirements.txt
