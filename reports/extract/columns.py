"""The columns of an extract."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.document import Column


def columns() -> tuple[Column, ...]:
    """In the order in which `rows.line` fills them."""
    return (
        Column("n", _("No."), "int", 9),
        Column("at", _("Moment"), width=32),
        Column("wall_at", _("Moment by the real clock"), width=32),
        Column("move", pgettext("column", "Move"), width=18),
        Column("subject", _("Subject"), width=34),
        Column("plan", _("Plan"), width=12),
        Column("task", _("Task"), width=8),
        Column("measure", _("Measure"), width=9),
        Column("agency", _("Agency"), width=22),
        Column("role", pgettext("column", "Role"), width=15),
        Column("state", pgettext("column", "State"), width=18),
        Column("percent", _("Percent"), "int", 9),
        Column("due_on", _("Due"), "date", 12),
        Column("note", _("Note"), width=50),
        Column("reason", _("Reason"), width=50),
        Column("actor", _("Who"), width=34),
        Column("on_behalf", _("On behalf of"), width=22),
        Column("details", _("Details"), width=60),
        Column("algorithm", _("Algorithm"), width=12),
        Column("previous_hash", _("Hash before"), width=66),
        Column("hash", _("Hash"), width=66),
    )
