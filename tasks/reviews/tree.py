"""The structure of a draft as a page shows it: areas, tasks, measures, and the lines below a measure.

Pure functions of a draft. The lines are built as strings, not by templates: a long notice has a thousand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from agencies.models import Agency
from reformtracker.lib import bilingual
from reformtracker.templatetags.portal import icon
from tasks.enums import Comparator
from tasks.reviews.wording import VALUES, value_said

Node = dict[str, Any]

SIGNS = {
    Comparator.EQUAL: "=",
    Comparator.AT_LEAST: "≥",
    Comparator.AT_MOST: "≤",
    Comparator.MORE: ">",
    Comparator.LESS: "<",
}
EXCERPT = 140


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """`lines`: its bodies, dates and targets, ready for a list."""

    id: str
    label: str
    words: str
    clause: str
    mode: str
    open_ended: bool
    lines: SafeString
    flags: SafeString


@dataclass(frozen=True, slots=True)
class TaskShown:
    id: str
    number: str
    title: str
    other_title: str
    measures: list[MeasureShown]
    flags: SafeString


@dataclass(frozen=True, slots=True)
class AreaShown:
    id: str
    number: str
    title: str
    field: str
    tasks: list[TaskShown]
    flags: SafeString


def title_of(node: Node) -> str:
    """The short title in the reader's language, else as printed, else the first words."""
    first, second = ("title_zh", "title_en") if bilingual.is_chinese() else ("title_en", "title_zh")
    found = node[first] or node["title"] or node[second] or node.get("text", "")
    return shortened(found)


def shortened(words: str) -> str:
    """The first words. (Django's Truncator takes every character apart, which a long notice would feel.)"""
    return words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1].rstrip()}…"


def amount_of(target: Node) -> str:
    """A target's figure as people write it: "≥ 20 %"."""
    value, comparator = target["value"], target["comparator"]
    if value is None:
        return "–"
    if isinstance(value, list):
        figure = "–".join(f"{each:g}" if isinstance(each, float) else str(each) for each in value)
    else:
        figure = f"{value:,.12g}" if isinstance(value, float) else f"{value:,}"
    sign = SIGNS.get(comparator) or ("" if isinstance(value, list) else value_said("comparator", comparator))
    return " ".join(part for part in (sign, figure, target["unit"]) if part)


class Tree:
    """`edit_url`: where nodes are edited, empty for who only reads; `agencies` by their codes."""

    def __init__(self, draft: Node, agencies: Mapping[str, Agency], edit_url: str) -> None:
        self.draft, self.agencies, self.edit_url = draft, agencies, edit_url
        self.flagged: dict[str, list[str]] = {}
        for warning in draft["warnings"]:
            if warning["settled"] is None and warning["node"]:
                self.flagged.setdefault(warning["node"], []).append(warning["id"])
        self.names = {code: (str(body.short), str(body.name)) for code, body in agencies.items()}
        self.roles = {role: escape(str(label)) for role, label in VALUES["role"].items()}
        self.edit, self.unknown = escape(_("Edit")), _("body not known")
        self.undated, self.inferred = escape(_("no date")), escape(_("inferred"))
        doubt = escape(_("Doubtful place"))
        self.flag = f'<a class="x-tag x-flag" href="#{{}}" aria-label="{doubt}" title="{doubt}">?</a>'

    def areas(self) -> list[AreaShown]:
        return [self._area(area) for area in self.draft["areas"]]

    def task(self, node: Node) -> TaskShown:
        other = node["title_en"] if bilingual.is_chinese() else node["title_zh"]
        return TaskShown(
            id=node["id"],
            number=node["number"],
            title=title_of(node),
            other_title=other or "",
            measures=[self._measure(each, node, n) for n, each in enumerate(node["measures"], 1)],
            flags=self._flags(node["id"]),
        )

    def _area(self, node: Node) -> AreaShown:
        return AreaShown(
            id=node["id"],
            number=node["number"] or "",
            title=title_of(node) or _("without a title"),
            field=value_said("field", node["field"]) if node["field"] else "",
            tasks=[self.task(each) for each in node["tasks"]],
            flags=self._flags(node["id"]),
        )

    def _measure(self, node: Node, task: Node, position: int) -> MeasureShown:
        return MeasureShown(
            id=node["id"],
            label=f"{task['number']}/{position}",
            words=shortened(node["text"]),
            clause=node["clause"] or "",
            mode=value_said("mode", node["mode"]) if node["mode"] else "",
            open_ended=node["open_ended"],
            lines=mark_safe("".join(self._lines(node))),
            flags=self._flags(node["id"]),
        )

    def _lines(self, measure: Node) -> Iterator[str]:
        for each in measure["responsibilities"]:
            yield self._line(each, "responsibility", self._body(each), each["name"])
        for each in measure["deadlines"]:
            yield self._line(each, "deadline", self._date(each), each["text"])
        for each in measure["targets"]:
            words = f"{icon('target')}<b>{escape(amount_of(each))}</b> {_quoted(each['text'])}"
            yield self._line(each, "target", words, each["text"])

    def _line(self, node: Node, kind: str, words: str, name: str) -> str:
        """One line: its words lead to the text; behind them what is doubtful, and the way to edit it."""
        id, edit = node["id"], ""
        if node["span"]:
            words = f'<a class="rv-see" href="#x-{id}">{words}</a>'
        if self.edit_url:
            label = escape(f"{self.edit}: {name}")
            url = f"{self.edit_url}{id}/"
            edit = f'<a class="rv-edit" href="{url}" hx-get="{url}" aria-label="{label}">{self.edit}</a>'
        row = f'<div class="rv-row">{words}{self._flags(id)}{edit}</div>'
        return f'<li class="rv-line rv-{kind}" id="{id}">{row}<div class="rv-slot"></div></li>'

    def _body(self, node: Node) -> str:
        role, body = node["role"], self.agencies.get(node["agency"] or "")
        head = f'<span class="rv-role rv-role-{role}">{self.roles[role]}</span> '
        if body is None:
            missing = escape(node["agency"] or self.unknown)
            return f'{head}<b class="rv-missing">{missing}</b> {_quoted(node["name"])}'
        short, name = self.names[body.code]
        printed = "" if node["name"] in (short, name) else " " + _quoted(node["name"])
        return f"{head}<b>{escape(short)}</b>{printed}"

    def _date(self, node: Node) -> str:
        date = f"<b>{node['date']}</b>" if node["date"] else f'<b class="rv-missing">{self.undated}</b>'
        inferred = f' <span class="muted">({self.inferred})</span>' if node["derived"] else ""
        return f"{icon('calendar')}{date} {_quoted(node['text'])}{inferred}"

    def _flags(self, id: str) -> SafeString:
        return mark_safe("".join(self.flag.format(each) for each in self.flagged.get(id, ())))


def _quoted(words: str) -> str:
    return f"<q>{escape(words)}</q>" if words else ""
