"""Targets: what the text asks, the readings reported, and how far they have come."""
