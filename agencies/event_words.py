"""What an access event says in details, in words for a page."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.enums import UserRole
from reformtracker.lib.bilingual import clauses, labelled

LABELS = {
    "agency": _("Agency"),
    "after": pgettext_lazy("access event", "New"),
    "as_of": _("As of"),
    "asked": _("Asked for"),
    "before": pgettext_lazy("access event", "Old"),
    "change": pgettext_lazy("access event", "What changed"),
    "code": pgettext_lazy("access event", "Why"),
    "corrects": pgettext_lazy("access event", "Corrects"),
    "data_sha256": _("SHA-256 of the data"),
    "day": _("Day"),
    "days": _("Days kept"),
    "entry": _("Entry"),
    "faults": pgettext_lazy("access event", "Faults found"),
    "filter": _("Filter"),
    "format": _("Format"),
    "hash": _("Hash"),
    "hint": _("Begins with"),
    "name": _("File name"),
    "new": pgettext_lazy("access event", "New"),
    "number": _("No."),
    "older_than": pgettext_lazy("access event", "Older than"),
    "old": pgettext_lazy("access event", "Old"),
    "path": pgettext_lazy("access event", "Parts of the address"),
    "plan": _("Plan"),
    "reason": _("Reason"),
    "report": pgettext_lazy("access event", "Report"),
    "removed": pgettext_lazy("access event", "Removed"),
    "role": pgettext_lazy("column", "Role"),
    "root": pgettext_lazy("access event", "Root"),
    "rows": _("Rows"),
    "scope": _("Scope"),
    "seal": pgettext_lazy("access event", "Seal"),
    "setting": pgettext_lazy("access event", "Setting"),
    "sha256": _("SHA-256"),
    "size": pgettext_lazy("access event", "Bytes"),
    "up_to": pgettext_lazy("access event", "Up to event"),
    "what": pgettext_lazy("access event", "What"),
    "where": pgettext_lazy("access event", "Published where"),
}
CHANGES = {
    "locked": pgettext_lazy("access event", "locked"),
    "made": pgettext_lazy("access event", "made"),
    "opened": pgettext_lazy("access event", "opened"),
    "password": pgettext_lazy("access event", "another password"),
    "revoked": pgettext_lazy("access event", "revoked"),
    "unlocked": pgettext_lazy("access event", "unlocked"),
}
REASONS = {
    "csrf": pgettext_lazy("access event", "the form came without its token"),
    "not_allowed": pgettext_lazy("access event", "not allowed to this account"),
    "permission_denied": pgettext_lazy("access event", "not allowed to this account"),
    "scope_missing": pgettext_lazy("access event", "beyond the scope of the key"),
}
# Details that are words of a closed vocabulary.
VOCABULARIES: dict[str, Mapping[str, object]] = {
    "change": CHANGES, "code": REASONS, "role": dict(UserRole.choices),
}  # fmt: skip


def details_in_words(details: dict) -> list[tuple[str, str]]:
    """Label and words, one pair for each detail that says something; a name nobody knows stays as it is."""
    pairs = [(str(LABELS.get(name, name)), _words(name, value)) for name, value in details.items()]
    return [(label, words) for label, words in pairs if words]


def _words(name: str, value: object) -> str:
    if name in VOCABULARIES:
        return str(VOCABULARIES[name].get(str(value), value))
    if isinstance(value, dict):
        return clauses(labelled(inner, _words("", one)) for inner, one in value.items())
    if isinstance(value, list):
        return clauses(_words("", one) for one in value)
    return "" if value is None else str(value)
