"""The append-only tables of all apps: what the tests of both engines hold the database to."""

APPEND_ONLY = (
    "agencies_accessevent",
    "agencies_retention",
    "reports_edition",
    "reports_publication",
    "reports_seal",
    "reports_sealleaf",
    "tasks_adoption",
    "tasks_chase",
    "tasks_entry",
    "tasks_evidence",
    "tasks_finding",
    "tasks_reading",
    "tasks_roundevent",
    "tasks_slip",
)
# A row that is old enough may go, by the trigger's leave alone.
EXPIRING = ("agencies_accessevent",)
