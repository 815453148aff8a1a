"""A person's deadlines as an iCalendar file (RFC 5545): whole days, in Asia/Shanghai's reckoning.

The same data give the same bytes, so that a program asks for the whole of it only after a change.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from agencies.enums import Level, UserRole
from agencies.models import User
from agencies.permissions import sees_everything
from reformtracker.lib import clock
from reformtracker.lib.bilingual import clauses, labelled
from tasks.enums import CLOSED_STATES, State
from tasks.models import Assignment, CalendarFeed, Entry, Round
from tasks.models.assignment import UNSHOWN, AssignmentQuerySet
from tasks.reminders.mailing import absolute

PRODUCT = "-//Reform task portal//Deadlines//EN"
DOMAIN = "reform-task-portal"
ONE_DAY = dt.timedelta(days=1)
# How often a program should look again.
REFRESH = "PT6H"


def content(feed: CalendarFeed) -> bytes:
    """The file of a feed: the open duties of its owner and the due days of rounds that are not closed."""
    with translation.override(feed.language):
        calendar = Calendar()
        name = _("Deadlines of %s") % feed.user
        for key, value in (
            ("prodid", PRODUCT),
            ("version", "2.0"),
            ("calscale", "GREGORIAN"),
            ("x-wr-calname", name),
            ("x-wr-timezone", "Asia/Shanghai"),
            ("x-published-ttl", REFRESH),
        ):
            calendar.add(key, value)
        for event in [*_duties(feed.user), *_rounds(feed.user)]:
            calendar.add_component(event)
        return calendar.to_ical()


def own_duties(user: User) -> AssignmentQuerySet:
    """The duties that the user reports for and may see: of the own bodies, a provincial's of the place."""
    mine = Q(pk__in=[])
    for post in user.reporting_posts:
        mine |= Q(agency=post.agency_id)
        place = post.agency.jurisdiction if post.agency else None
        if post.role == UserRole.PROVINCIAL and place and place.level != Level.NATION:
            mine |= Q(agency__jurisdiction__path__startswith=place.path)
    return Assignment.objects.visible_to(user).filter(mine).owing()


def _duties(user: User) -> Iterator[Event]:
    newest = Entry.objects.filter(assignment=OuterRef("pk")).order_by("-n")
    rows = own_duties(user).exclude(state__in=CLOSED_STATES).for_list().defer(*UNSHOWN)
    rows = rows.annotate(changed=Subquery(newest.values("at")[:1]))
    for duty in rows.order_by("due_on", "pk"):
        if duty.changed is None:  # a draft's duty is nobody's yet
            continue
        task = duty.measure.task
        event = _event(f"duty-{duty.pk}", duty.due_on, duty.changed)
        event.add("summary", labelled(_("Due"), f"{task.number} {task.short_title}"))
        said = [task.area.plan.short_title, duty.agency.short, duty.get_role_display()]
        url = absolute(duty.get_absolute_url())
        event.add("description", f"{clauses([*said, State(duty.state).label])}\n{url}")
        event.add("url", url)
        event.add("sequence", duty.version)
        yield event


def _rounds(user: User) -> Iterator[Event]:
    """Of the plans under which the user owes something; of all plans for those who see everything."""
    rows = Round.objects.visible_to(user).filter(closed_at=None).select_related("plan").defer("plan__title")
    if not sees_everything(user):
        rows = rows.filter(plan__in=own_duties(user).order_by().values("plan"))
    for one in rows.order_by("due_on", "pk"):
        event = _event(f"round-{one.pk}", one.due_on, one.opened_at or _midnight(one.opens_on))
        title = _("Returns of round %s are due") % one.number
        event.add("summary", title)
        url = absolute(reverse("tasks:round", args=[one.plan.slug, one.number]))
        event.add("description", f"{one.plan.short_title}\n{url}")
        event.add("url", url)
        yield event


def _event(name: str, day: dt.date, changed: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{name}@{DOMAIN}")
    event.add("dtstamp", changed.astimezone(clock.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)
    event.add("transp", "TRANSPARENT")
    return event


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=clock.SHANGHAI)
