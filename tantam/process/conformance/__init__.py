"""Public conformance sets, run from a folder: `make conformance SET=… DIR=…`; no database, no network.

One module a set, with `run(folder) -> Verdict`. A runner reads whatever lies in the folder and knows no case by name.
"""
