"""The data a measurement runs on: a shop of a known size, loaded by COPY in seconds."""
