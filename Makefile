# Thin: what each does is in Scripts.
.PHONY: help demo test python soak compare compare-full fuzz build lint clean

help: ## list what there is to make
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: ## install what is missing, build, convert 500 training runs, ask for answers, write a report
	@Scripts/demo.sh

test: ## install what is missing, build, run every check
	@Scripts/test.sh

python: ## build the Python package's wheel in build/python, and check it
	@Scripts/setup.sh build python
	@Scripts/build.sh
	@Scripts/python.sh

compare: ## compare with other stores, models and libraries, bounded
	@Scripts/compare.sh

compare-full: ## compare with other stores, all of it, into Benchmarks/RESULTS.md
	@Scripts/compare.sh --full

fuzz: ## feed the readers of files and of logs with made-up input for ten minutes each
	@Scripts/fuzz.sh

soak: ## the long forms of what make test does in short: damage, kills, faults, threads under the thread sanitizer
	@Scripts/soak.sh

build: ## build hasbench, hasbench-import and hasbench-fit for release, in .build/release
	@Scripts/setup.sh build
	@Scripts/build.sh

lint: ## check formatting, lengths of files, shell scripts
	@Scripts/setup.sh test
	@Scripts/lint.sh

clean: ## remove all that was built
	rm -rf .build Benchmarks/.build Tests/Fuzzing/.build build .venv-test .venv-python .venv-libraries Python/build Benchmarks/*/.venv
