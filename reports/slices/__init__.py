"""Slices: a part of a plan's ledger that proves itself, with all that a verifier needs who trusts nobody.

`bounds` finds which entries, which seal and which proof; `writing` writes the file; the program that checks
it is verifier/verify_slice.py, which knows nothing of the portal.
"""
