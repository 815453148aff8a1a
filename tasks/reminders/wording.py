"""Reminders as sentences in the active language, made of what was kept when they were told."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.directory import short_names
from agencies.models import User
from reformtracker.lib.bilingual import is_chinese, labelled
from tasks.enums import NotificationKind, SlipColour
from tasks.models import Assignment, Reminder
from tasks.models.assignment import UNSHOWN
from tasks.standing import Facts, Limits, standing


@dataclass(frozen=True, slots=True)
class Line:
    """One reminder for people: what it is about, the sentence, and the path of the page about it.

    `plan` is the plan's title; `colour` is that of a slip, else empty.
    """

    about: str
    sentence: str
    url: str
    plan: str
    colour: str = ""

    @property
    def text(self) -> str:
        """All of it in one line."""
        return labelled(self.about, self.sentence)


def with_subjects(rows):
    """The reminders of a queryset with what their sentences name, in one query."""
    unshown = [f"assignment__{name}" for name in UNSHOWN]
    return rows.select_related(
        "plan", "notification", "assignment__agency", "assignment__measure__task__area__plan", "round"
    ).defer(*unshown, "plan__title", "plan__warnings")


def in_sight(reminders: Sequence[Reminder], reader: User) -> list[Reminder]:
    """Those that the reader may still see: who has changed office reads no duties of the old one."""
    duties = {reminder.assignment_id for reminder in reminders if reminder.assignment_id}
    seen: set[int] = set()
    if duties:
        seen = set(Assignment.objects.visible_to(reader).filter(pk__in=duties).values_list("pk", flat=True))
    return [one for one in reminders if one.assignment_id is None or one.assignment_id in seen]


def lines(reminders: Sequence[Reminder], reader: User) -> list[Line]:
    """The reminders in the reader's sight, in words."""
    return [line(reminder) for reminder in in_sight(reminders, reader)]


def line(reminder: Reminder) -> Line:
    """One reminder; needs what `with_subjects` brings."""
    duty, plan = reminder.assignment, str(reminder.plan.short_title)
    sentence = sentence_of(reminder.notification.kind, reminder.said)
    if duty is None:
        return Line(_about_none(reminder), sentence, _place_of_none(reminder), plan)
    task = duty.measure.task
    about = f"{task.number} {task.short_title} · {duty.agency.short}"
    return Line(about, sentence, duty.get_absolute_url(), plan, str(reminder.said.get("colour", "")))


def _place_of_none(reminder: Reminder) -> str:
    """The page of a round or a report; of a body without readers, its own page."""
    if "nobody" in reminder.said:
        return reverse("reports:agency", args=[reminder.said["nobody"]])
    if "report" in reminder.said:
        page = "reports:edition" if reminder.said["edition"] else "reports:detail"
        return reverse(page, args=[reminder.said["report"]])
    number = reminder.said.get("number", "")
    return reverse("tasks:round", args=[reminder.plan.slug, number]) if number else reverse("tasks:desk")


def _about_none(reminder: Reminder) -> str:
    if "nobody" in reminder.said:
        return short_names(reminder.said["nobody"])
    if "report" in reminder.said:
        return str(reminder.said["zh" if is_chinese() else "en"])
    return _("Round %s") % reminder.said.get("number", "")


def sentence_of(kind: str, said: dict[str, Any]) -> str:
    """What is told, without what it is about."""
    if "nobody" in said:
        text = ngettext(
            "nobody reads for this body: %(count)s reminder found no reader",
            "nobody reads for this body: %(count)s reminders found no reader",
            said["count"],
        )
        return text % {"count": said["count"]}
    return _SENTENCES[NotificationKind(kind)](said)


def _standing(said: dict[str, Any]) -> str:
    """The reason of the standing on the day on which it was told."""
    facts = Facts(
        state=said["state"],
        percent=said["percent"],
        start_on=_day(said["start_on"]),
        due_on=_day(said["due_on"]),
        original_due_on=_day(said["original_due_on"]),
        reported_on=_day(said["reported_on"]) if said["reported_on"] else None,
        completed_on=None,
        objecting="",
        owes=True,
    )
    return standing(facts, Limits.on(_day(said["today"])))[1]


def _returned(said: dict[str, Any]) -> str:
    return labelled(_("sent back on %s") % said["on"], said["reason"])


def _opened(said: dict[str, Any]) -> str:
    text = ngettext(
        "%(count)s return is owed by %(date)s", "%(count)s returns are owed by %(date)s", said["owed"]
    )
    return text % {"count": said["owed"], "date": said["due_on"]}


def _closing(said: dict[str, Any]) -> str:
    return _("the return of round %(number)s is due on %(date)s") % {
        "number": said["number"],
        "date": said["due_on"],
    }


def _slip(said: dict[str, Any]) -> str:
    text = _("%(colour)s slip of %(on)s, reply by %(date)s") % {
        "colour": SlipColour(said["colour"]).label,
        "on": said["on"],
        "date": said["reply_by"],
    }
    return labelled(text, said["note"]) if said["note"] else text


def _chase(said: dict[str, Any]) -> str:
    return labelled(_("the office asked on %s") % said["on"], said["note"])


def _report(said: dict[str, Any]) -> str:
    if said["edition"]:
        text = _("edition %(number)s is issued, as of the end of %(date)s")
        return text % {"number": said["edition"], "date": said["as_of"]}
    return _("is ready, as of the end of %s") % said["as_of"]


_SENTENCES = {
    NotificationKind.DUE_SOON: _standing,
    NotificationKind.OVERDUE: _standing,
    NotificationKind.RETURNED: _returned,
    NotificationKind.ROUND_OPENED: _opened,
    NotificationKind.ROUND_CLOSING: _closing,
    NotificationKind.SLIP: _slip,
    NotificationKind.CHASE: _chase,
    NotificationKind.REPORT: _report,
}


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def heading(kind: str, count: int) -> str:
    """The kind of a digest and how many lines it has."""
    return f"{NotificationKind(kind).label} ({count})"
