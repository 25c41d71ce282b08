# The daily commands. Everything is done by Maven; this only spares the typing.

.PHONY: help run try bench jmh test fuzz check fmt ci clean

help: ## list these commands (the default)
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start the gateway with ./facteur.toml, if there is one
	./facteur serve

try: ## see it all work on this machine, nothing leaves it
	./facteur try

bench: ## measure the gateway on this machine
	./facteur bench

jmh: ## the micro-benchmarks, about ten minutes; JMH="Framer -f 1" hands JMH its arguments
	./mvnw -q -B -Pjmh test -Djmh='$(JMH)'

test: ## all tests, without the slow checks
	./mvnw -B -Dquick test

fuzz: ## what strangers may send, made up: ten minutes a target; FUZZ_SECONDS=60 TARGETS="Framer Dsn"
	.ci/nightly $(TARGETS)

check: ## all tests and all checks
	./mvnw -B verify

fmt: ## format the sources
	./mvnw -q -B spotless:apply

ci: ## what the continuous integration runs
	.ci/run

clean: ## remove what was built
	./mvnw -q -B clean
