# Everything is one word: `make run`, `make test`. More words for a command: make test ARGS="tantam/core -k numbers"
.PHONY: run test check bench demo lint format lock images messages wheel setup help
.DEFAULT_GOAL := help

run test check bench demo lint format lock images messages wheel setup:
	@./dev $@ $(ARGS)

help:
	@./dev help
