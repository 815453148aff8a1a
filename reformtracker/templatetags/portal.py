"""The small marks that every page shares: icons, chips, bars, sortable heads, days; needs no {% load %}."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

from django import forms, template
from django.core.paginator import Page
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from reformtracker.lib import bilingual, charts
from reformtracker.lib.filtering import asked, without
from tasks.enums import SlipColour, Standing, State
from tasks.models import Assignment

register = template.Library()

MOVE_ICONS = {
    "issue": "plan",
    "report": "edit",
    "claim": "claimed",
    "concur": "check",
    "object": "comment",
    "verify": "verified",
    "return": "return",
    "ask_extension": "calendar",
    "grant": "done_on_time",
    "refuse": "closed_unimplemented",
    "suspend": "suspended",
    "resume": "in_progress",
    "escalate": "slip",
    "close_unimplemented": "closed_unimplemented",
    "reopen": "refresh",
    "correct": "history",
    "follow": "link",
}


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers unless it is given a label of its own."""
    href = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def move_icon(move: str) -> SafeString:
    """The icon of a move, for timelines."""
    return icon(MOVE_ICONS.get(str(move), "flag"))


@register.simple_tag
def chip(standing: str, reason: str = "") -> SafeString:
    """A standing as icon, word and colour; with a reason it opens to show it."""
    face = _face(Standing, standing, get_language())
    if not reason:
        return format_html('<span class="chip chip-{}">{}</span>', standing, face)
    return format_html(
        '<details class="chip-box"><summary class="chip chip-{}" title="{}">{}</summary>'
        '<div class="pop">{}</div></details>',
        standing,
        reason,
        face,
        reason,
    )


@lru_cache(maxsize=128)
def _face(names: type[Standing] | type[State], value: str, language: str | None) -> SafeString:
    """Icon and word of a standing or state, the same in every row: drawn once in each language."""
    return format_html("{}{}", icon(value), names(value).label)


@register.simple_tag
def state_chip(state: str) -> SafeString:
    """Where an assignment stands in the workflow, quieter than its standing."""
    return format_html('<span class="chip chip-state">{}</span>', _face(State, state, get_language()))


@register.simple_tag
def slip_chip(colour: str) -> SafeString:
    """The colour of a slip, in words and in colour."""
    return format_html(
        '<span class="chip chip-{}">{}{}</span>', colour, icon("slip"), SlipColour(colour).label
    )


@register.simple_tag
def progress(percent: float | None, standing: str = "", label: str = "", *, long: bool = False) -> SafeString:
    """A bar and its figure, percent 0-100; None is said to be missing, it is not zero."""
    if percent is None:
        return format_html('<span class="muted">{}</span>', gettext("no figure"))
    return _measured(percent, standing or "actual", label or gettext("Progress"), long)


@lru_cache(maxsize=1024)
def _measured(percent: float, kind: str, title: str, long: bool) -> SafeString:
    return format_html(
        '<span class="progress{}">{}<span class="num">{}%</span></span>',
        " long" if long else "",
        charts.bar(percent, kind=kind, title=title),
        charts.figure(percent),
    )


@register.simple_tag
def duty_progress(duty: Assignment) -> SafeString:
    """The bar of an explained duty; what was never reported is missing, not zero."""
    return progress(duty.at_percent if duty.at_reported_on else None, duty.light)


@register.simple_tag
def other(text: str) -> SafeString:
    """A text in the language that is not active, for the small second line."""
    return format_html(
        '<span class="other" lang="{}">{}</span>', "en" if bilingual.is_chinese() else "zh-Hans", text
    )


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, field: str, label: str, *, numeric: bool = False) -> SafeString:
    """A column head (the whole <th>) whose link sorts by `field`, and the other way round when clicked again.

    Every other parameter of the address stays, except the page, which would mean other rows afterwards.
    """
    query = context["request"].GET.copy()
    current = query.get("ordering", "")
    query.pop("page", None)
    query["ordering"] = f"-{field}" if current == field else field
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "")
    mark = {"ascending": "up", "descending": "down"}.get(direction, "sort")
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}{}</a></th>',
        format_html(' aria-sort="{}"', direction) if direction else "",
        SafeString(' class="num"') if numeric else "",
        query.urlencode(),
        label,
        icon(mark),
    )


@register.simple_tag
def list_mark() -> str:
    """What stands between the names of a list, for lists of links; of plain texts, lib.bilingual.listed."""
    return bilingual.list_mark()


@register.inclusion_tag("components/_empty.html")
def empty_state(
    icon: str, title: str, text: str = "", action_url: str = "", action_label: str = ""
) -> dict[str, str]:
    """What a list says that has no rows: what would stand here, and what to do next."""
    return {
        "icon": icon, "title": title, "text": text, "action_url": action_url, "action_label": action_label,
    }  # fmt: skip


@register.simple_tag(takes_context=True)
def here(context: template.Context, path: str = "", **changes: object) -> str:
    """The address of this page, or of `path`, with this page's query and some of it changed (None: left out).

    Without a query no question mark stays, as it would with {% querystring %}.
    """
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return _address(path or context["request"].path, query)


def _address(path: str, query: QueryDict) -> str:
    asked_for = query.urlencode()
    return f"{path}?{asked_for}" if asked_for else path


@register.simple_tag(takes_context=True)
def active_filters(context: template.Context, form: forms.BaseForm) -> list[tuple[str, str]]:
    """What the address asks of a filter, one by one, each with the address that asks it no longer.

    What a page presets does not count.
    """
    request = context["request"]
    return [(str(one), _address(request.path, without(request.GET, one))) for one in asked(form, request.GET)]


@register.simple_tag
def days(count: int) -> str:
    """A number of days, in words."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


@register.simple_tag
def due_in(count: int | None) -> str:
    """How far a due date is away: days left, negative when it has passed, None when there is no date."""
    if count is None:
        return gettext("no due date")
    if count < 0:
        return ngettext("%(count)s day overdue", "%(count)s days overdue", -count) % {"count": -count}
    if count == 0:
        return gettext("due today")
    return ngettext("%(count)s day left", "%(count)s days left", count) % {"count": count}


NEED = SafeString(' <span class="need" aria-hidden="true">*</span>')


@register.simple_tag
def labelled(field: forms.BoundField) -> SafeString:
    """A field of a form with its label, its help and what is wrong with it.

    In Python, because a template asks a field the same slow questions several times.
    """
    after = format_html("{}{}", _help(field), field.errors or "")
    if field.widget_type == "checkbox":
        check = '<div class="field"><div class="check">{}<label for="{}">{}</label></div>{}</div>'
        return format_html(check, field, field.id_for_label, field.label, after)
    label = format_html("{}{}", field.label, NEED if field.field.required else "")
    if field.use_fieldset:
        return format_html('<fieldset class="field"><legend>{}</legend>{}{}</fieldset>', label, field, after)
    words = '<div class="field"><label for="{}">{}</label>{}{}</div>'
    return format_html(words, field.id_for_label, label, field, after)


def _help(field: forms.BoundField) -> SafeString:
    if not field.help_text:
        return SafeString("")
    return format_html('<p class="helptext" id="{}_helptext">{}</p>', field.auto_id, field.help_text)


@register.filter
def attributes(attrs: dict[str, object]) -> SafeString:
    """The attributes of a form's widget; Django's own template asks two questions of each, in every field."""
    shown = ((name, value) for name, value in attrs.items() if value is not False)
    return format_html_join(
        "", " {}{}", ((name, "" if value is True else format_html('="{}"', value)) for name, value in shown)
    )


@register.filter
def options(groups: list[tuple[str | None, list[dict], int]]) -> SafeString:
    """The inside of a select from its widget's groups: Django's two templates for each option are slow."""
    return format_html_join("", "{}", ((_group(name, choices),) for name, choices, _index in groups))


def _group(name: str | None, choices: list[dict]) -> SafeString:
    rows = ((one["value"], " selected" if one["selected"] else "", one["label"]) for one in choices)
    inside = format_html_join("", '\n  <option value="{}"{}>{}</option>', rows)
    return format_html('<optgroup label="{}">{}</optgroup>', name, inside) if name else inside


@register.filter
def boxes(groups: list[tuple[str | None, list[dict], int]]) -> SafeString:
    """The inside of a group of boxes or buttons to tick, for the same reason; ours have no headings."""
    return format_html_join("", "{}", ((_box(one),) for _name, choices, _index in groups for one in choices))


def _box(one: dict) -> SafeString:
    words = '\n  <div><label for="{}"><input type="{}" name="{}" value="{}"{}> {}</label></div>'
    attrs = one["attrs"]
    return format_html(
        words, attrs.get("id", ""), one["type"], one["name"], one["value"], attributes(attrs), one["label"]
    )


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A date as 2018-10-31 (of a moment: its day in Shanghai), or a dash."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return value.isoformat() if value else "–"


@register.filter
def moment(value: dt.datetime | None) -> str:
    """A moment as 2018-10-31 16:20, Asia/Shanghai, or a dash."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else "–"


@register.filter
def elided_pages(page: Page) -> Iterator[int | str]:
    """The page numbers around a page, with the paginator's ellipsis for what is left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
