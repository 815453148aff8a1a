"""Editions: reports that were issued. Each is frozen, can be made again and compared, and corrected."""
