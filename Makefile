# The daily commands. Everything is done by Maven; this only spares the typing.

.PHONY: help run try bench bench-history jmh test simulate fuzz fuzz-api check fmt ci clean

help: ## list these commands (the default)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start the gateway with ./facteur.toml, if there is one
	./facteur serve

try: ## see it all work on this machine, nothing leaves it
	./facteur try

bench: ## measure the gateway on this machine
	./facteur bench

bench-history: ## searches in 0.1, 1 and 10 million events; FOLDER=DIR keeps 4 GB there, EVENTS="100000" others
	./mvnw -q -B -Dquick package -DskipTests
	java -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -cp target/facteur.jar \
		dev.facteur.bench.HistoryBenchmark $(or $(FOLDER),target/history) $(or $(EVENTS),100000 1000000 10000000)

jmh: ## the micro-benchmarks, about ten minutes; JMH="Framer -f 1" hands JMH its arguments
	./mvnw -q -B -Pjmh test -Djmh='$(JMH)'

test: ## all tests, without the slow checks
	./mvnw -B -Dquick test

simulate: ## 20,000 worlds full of misfortune; SEEDS=500 FIRST=20000 other ones, SEED=7 tells the story of one
	./mvnw -q -B -Dquick test -Dtest='SimulationTest#promisesAreKeptInEveryWorld' \
		-Djunit.jupiter.execution.timeout.mode=disabled \
		$(if $(SEED),-Dfacteur.simulation.seed=$(SEED),-Dfacteur.simulation.seeds=$(or $(SEEDS),20000) \
		-Dfacteur.simulation.first=$(or $(FIRST),0))

fuzz: ## what strangers may send, made up: ten minutes a target; FUZZ_SECONDS=60 TARGETS="Framer Dsn"
	.ci/nightly $(TARGETS)

fuzz-api: ## the API, asked what nobody should: a minute; SECONDS=600
	./mvnw -q -B -Dquick test -Dtest='ApiFuzzTest#nothingIsEverAnsweredOtherwise' \
		-Djunit.jupiter.execution.timeout.mode=disabled -Dfacteur.fuzz-api.seconds=$(or $(SECONDS),60)

check: ## all tests and all checks
	./mvnw -B verify

fmt: ## format the sources
	./mvnw -q -B spotless:apply

ci: ## what the continuous integration runs
	.ci/run

clean: ## remove what was built
	./mvnw -q -B clean
