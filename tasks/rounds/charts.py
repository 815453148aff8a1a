"""How returns stand, drawn: a chip for one, a strip for many; colour is never the only sign."""

from collections.abc import Iterable
from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reformtracker.lib.bilingual import clauses, labelled
from reformtracker.lib.charts.marks import colour, drawing, element
from tasks.enums import Punctuality
from tasks.rounds.tallies import NAMES, Line

# The colour and the icon of each, from the vocabulary of standings and moves.
MARKS = {
    Punctuality.ON_TIME: ("on_track", "check"),
    Punctuality.LATE: ("behind", "behind"),
    Punctuality.RETURNED: ("blocked", "return"),
    Punctuality.MISSING: ("overdue", "overdue"),
    Punctuality.OWED: ("due_soon", "due_soon"),
    Punctuality.EXCUSED: ("stale", "suspended"),
}


def counts_of(line: Line) -> list[tuple[Punctuality, int]]:
    """What occurs in the line, in the order in which it is drawn; given early is given in time."""
    counts = {kind: getattr(line, NAMES[kind]) for kind in MARKS}
    counts[Punctuality.ON_TIME] += line.early
    return [(kind, count) for kind, count in counts.items() if count]


def in_words(counts: Iterable[tuple[str, int]]) -> str:
    """Counts by punctuality as one sentence."""
    return clauses(labelled(Punctuality(kind).label, count) for kind, count in counts)


def strip(line: Line) -> SafeString:
    """One bar of the returns, for the cell of a table that says the numbers beside it."""
    counts, start, parts = counts_of(line), 0.0, []
    whole = sum(count for _kind, count in counts) or 1
    for kind, count in counts:
        mark, width = MARKS[kind][0], 100 * count / whole
        place = {"x": f"{start:.2f}%", "width": f"{width:.2f}%", "height": "100%"}
        parts.append(element("rect", **place, class_=f"mark mark-{mark}", fill=colour(mark)))
        start += width
    title = clauses([_("Returns"), in_words(counts)])
    return drawing(title, *parts, width=150, height=10, css="fluid")


def chip(kind: str) -> SafeString:
    """How one return stands, as icon, word and colour."""
    return _chip(kind, get_language())


@lru_cache(maxsize=32)
def _chip(kind: str, language: str | None) -> SafeString:

    named = Punctuality(kind)
    mark, icon = MARKS[named]
    face = '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>{}'
    inside = format_html(face, static("vendor/icons.svg"), icon, named.label)
    return format_html('<span class="chip chip-{}">{}</span>', mark, inside)
