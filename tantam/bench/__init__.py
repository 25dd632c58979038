"""Measure what the product costs: requests, mails, steps and memory, on data of a known size."""
