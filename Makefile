# Everything is one word: `make run`, `make test`. More words for a command: make test ARGS="tantam/core -k numbers"
# A public conformance set in a folder: make conformance SET=dmn-tck DIR=folder (betsy, dmn-tck, miwg, sla)
.PHONY: run test check bench conformance demo lint format lock images messages wheel setup help
.DEFAULT_GOAL := help

run test check bench demo lint format lock images messages wheel setup:
	@./dev $@ $(ARGS)

conformance:
	@./dev $@ "$(SET)" "$(DIR)"

help:
	@./dev help
