"""Slips as a list of their own, and the ladder's proposals for the next ones."""
