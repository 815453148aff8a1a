"""Measures what the portal promises: `make bench` prints the figures, results.md keeps the last ones."""
