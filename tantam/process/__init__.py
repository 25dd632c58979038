"""The process machine: diagrams, versions, instances."""
