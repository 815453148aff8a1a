"""Seals: a Merkle tree over the heads of all chains, signed checkpoints of it, and checks against them.

`tree` and `checkpoint` are pure Python, `keys` holds who signs, `service` seals, `calendar` shows the days,
`checking` holds the ledger against the seals, `queue` and `checks` let people ask for that.
"""
