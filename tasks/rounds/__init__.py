"""Reporting rounds: their days, their life, and how moves become returns."""
