"""What pages of other floors say about the last check of the ledger."""

from django import template

from reports.sealing import checks

register = template.Library()


@register.inclusion_tag("reports/sealing/_last_check.html")
def failed_check() -> dict:
    """An alarm when the last check of the whole ledger found something; otherwise nothing."""
    last = checks.last_finished()
    return {"last_check": last if last and last.faults else None}
