"""Warnings that an operation plainly answers settle by themselves, as "resolved"."""

from typing import Any

from tasks.intake.review.tree import Node, measures, places

# Which fields answer a warning, when a person sets one of them on the node it is about.
ANSWERED_BY = {
    "date_without_year": ("date",),
    "date_unknown": ("date",),
    "date_recurring": ("date",),
    "date_relative": ("date",),
    "date_before": ("date",),
    "date_impossible": ("date",),
    "doubtful_target": ("value", "unit", "comparator"),
    "no_ranking": ("mode",),
    "no_title": ("title",),
    "no_period": ("period_start", "period_end"),
    "resembles_plan": ("edition_of", "derived_from"),
}
OF_NAMES = frozenset(("unknown_name", "local_name", "collective_name"))
OF_TASKS = frozenset(
    (
        "numbering_gap",
        "paragraph_task",
        "printed_number",
        "split_number",
        "table_task",
        "task_inside_paragraph",
    )
)
OF_THE_PLAN = frozenset(("no_title", "no_period", "resembles_plan"))
_NEEDS_ALL = {"no_period": ("period_start", "period_end")}


def settle_answered(draft: Node, node: str, field: str, value: Any) -> None:
    """After a field was set: what asked for just that is resolved."""
    if value is None:
        return
    for warning in draft["warnings"]:
        code = warning["code"]
        about = "meta" if code in OF_THE_PLAN else warning["node"]
        answered = about == node and field in ANSWERED_BY.get(code, ())
        if answered and warning["settled"] is None and _is_complete(draft, code):
            warning["settled"] = "resolved"


def settle_names(draft: Node) -> None:
    """A name is warned of once for all its mentions: resolved when the last of them has a body or is gone.

    Until then the warning is about the first mention that is still open.
    """
    waiting = [each for each in draft["warnings"] if each["code"] in OF_NAMES and each["node"]]
    mentions = _open_mentions(draft) if waiting else {}
    for warning in waiting:
        warning["node"] = mentions.get(warning["params"].get("name"))
        if warning["node"] is None and warning["settled"] is None:
            warning["settled"] = "resolved"


def _open_mentions(draft: Node) -> dict[str, str]:
    """Each name without a body, with the id of its first mention."""
    found: dict[str, str] = {}
    for measure in measures(draft):
        for each in measure["responsibilities"]:
            if not each["agency"]:
                found.setdefault(each["name"], each["id"])
    return found


def _is_complete(draft: Node, code: str) -> bool:
    return all(draft["meta"][field] for field in _NEEDS_ALL.get(code, ()))


def settle_vanished(draft: Node) -> None:
    """What was about a node that is gone, or about words outside that are outside no more, is resolved."""
    settle_names(draft)
    ids = {place.node["id"] for place in places(draft)}
    for warning in draft["warnings"]:
        gone = warning["node"] is not None and warning["node"] not in ids
        warning["node"] = None if gone else warning["node"]
        inside = warning["code"] == "outside" and not _is_outside(draft, warning["span"])
        if (gone or inside) and warning["settled"] is None:
            warning["settled"] = "resolved"


def _is_outside(draft: Node, span: list[int]) -> bool:
    return any(each["span"][0] < span[1] and span[0] < each["span"][1] for each in draft["outside"])
