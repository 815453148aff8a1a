"""The words that stand in a report's parameters beside what is asked: they change no figure."""

FORMATS = "formats"
# The public id of the edition that the report makes again.
AGAIN = "again"
# The finished report of this schedule becomes an edition by itself.
ISSUE = "issue"
# Up to which entry of the ledger later corrections are shown beside the figures.
KNOWN = "known"
BESIDE = frozenset({FORMATS, AGAIN, ISSUE, KNOWN})
