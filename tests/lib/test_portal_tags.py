"""The template tags that every page shares."""

import datetime as dt
import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from tasks.enums import Standing, State

HOSTILE = '<b onclick="x">\''


def _render(source: str, **context) -> str:
    request = RequestFactory().get(context.pop("address", "/"))
    # Without the context processors of whole pages: the tags need the request alone.
    return Template(source).render(Context(context | {"request": request}))


def test_an_icon_is_hidden_from_screen_readers_unless_it_is_named():
    assert 'aria-hidden="true"' in _render('{% icon "overdue" %}')
    assert 'role="img" aria-label="Late"' in _render('{% icon "overdue" "Late" %}')


@pytest.mark.parametrize("standing", Standing.values)
def test_a_standing_is_said_in_word_icon_and_colour(standing):
    shown = _render("{% chip standing %}", standing=standing)

    assert shown.startswith(f'<span class="chip chip-{standing}"><svg')
    assert f"icons.svg#{standing}" in shown
    assert shown.endswith(f"</svg>{Standing(standing).label}</span>")


def test_the_reason_of_a_standing_opens_without_script_and_stays_a_text():
    shown = _render('{% chip "overdue" reason %}', reason=HOSTILE)

    escaped = "&lt;b onclick=&quot;x&quot;&gt;&#x27;"
    assert shown.startswith(
        f'<details class="chip-box"><summary class="chip chip-overdue" title="{escaped}">'
    )
    assert shown.endswith(f'<div class="pop">{escaped}</div></details>')


@pytest.mark.parametrize("state", State.values)
def test_a_state_is_said_in_word_and_icon(state):
    shown = _render("{% state_chip state %}", state=state)

    assert f"icons.svg#{state}" in shown
    assert shown.endswith(f"</svg>{State(state).label}</span>")


def test_days_are_said_in_the_language_of_the_reader():
    with translation.override("zh-hans"):
        shown = _render("{% due_in -21 %}")

    assert shown == "已逾期 21 天"


def test_missing_progress_is_said_to_be_missing_and_not_drawn_as_zero():
    assert _render("{% progress None %}") == '<span class="muted">no figure</span>'


def test_progress_shows_its_figure_and_names_its_bar():
    shown = _render('{% progress 62.5 "overdue" %}')

    assert 'aria-label="Progress 62.5%"' in shown
    assert "mark-overdue" in shown
    assert shown.endswith('<span class="num">62.5%</span></span>')


@pytest.mark.parametrize(
    ("address", "href", "sort"),
    [
        ("/?q=a%26b&page=3", "?q=a%26b&amp;ordering=due_on", None),
        ("/?ordering=due_on", "?ordering=-due_on", "ascending"),
        ("/?ordering=-due_on", "?ordering=due_on", "descending"),
        ("/?ordering=title", "?ordering=due_on", None),
    ],
)
def test_a_column_head_turns_the_order_and_keeps_the_rest_of_the_address(address, href, sort):
    shown = _render('{% sort_header "due_on" "Due" %}', address=address)

    said = f' aria-sort="{sort}"' if sort else ""
    assert shown.startswith(f'<th scope="col"{said}><a href="{href}">Due<svg')


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (-21, "21 days overdue"),
        (-1, "1 day overdue"),
        (0, "due today"),
        (1, "1 day left"),
        (9, "9 days left"),
        (None, "no due date"),
    ],
)
def test_the_distance_of_a_due_date_is_said_in_words(left, said):
    assert _render("{% due_in left %}", left=left) == said


class _Filter(forms.Form):
    q = forms.CharField(label="Text", required=False)
    standing = forms.MultipleChoiceField(label="Standing", choices=Standing.choices, required=False)


def test_what_a_list_is_narrowed_by_can_be_taken_away_one_by_one():
    address = "/tasks/?q=x&standing=overdue&standing=stale&page=2"
    form = _Filter({"q": "x", "standing": ["overdue", "stale"]})

    source = "{% active_filters form as all %}{% for one in all %}{{ one.0 }} {{ one.1|safe }}|{% endfor %}"

    shown = _render(source, form=form, address=address)

    assert shown.split("|")[:-1] == [
        "Text: x /tasks/?standing=overdue&standing=stale",
        "Standing: Overdue /tasks/?q=x&standing=stale",
        "Standing: No recent report /tasks/?q=x&standing=overdue",
    ]


def test_taking_the_last_filter_away_leaves_no_question_mark():
    shown = _render(
        "{% active_filters form as all %}{{ all.0.1 }}", form=_Filter({"q": "x"}), address="/tasks/?q=x"
    )

    assert shown == "/tasks/"


@pytest.mark.parametrize(
    ("address", "tag", "href"),
    [
        ("/tasks/?as_of=2018-10-01", "{% here as_of=None %}", "/tasks/"),
        ("/tasks/?q=a%26b&as_of=2018-10-01", "{% here as_of=None %}", "/tasks/?q=a%26b"),
        (
            "/tasks/?standing=stale&page=2",
            "{% here standing='overdue' page=None %}",
            "/tasks/?standing=overdue",
        ),
        ("/tasks/?page=2", "{% here '/export/' page=None %}", "/export/"),
        ("/tasks/?q=x&page=2", "{% here '/export/' page=None %}", "/export/?q=x"),
    ],
)
def test_an_address_with_a_changed_query_ends_in_no_lone_question_mark(address, tag, href):
    assert _render(tag, address=address) == href


def test_a_list_without_rows_says_what_would_stand_there_and_what_to_do():
    shown = _render('{% empty_state "plan" "Nothing yet" "Issue a plan." "/plans/" "To the plans" %}')

    assert re.findall(r"<h3>(.*?)</h3>|<p>(.*?)</p>|<a .*href=\"(.*?)\">(.*?)<", shown) == [
        ("Nothing yet", "", "", ""),
        ("", "Issue a plan.", "", ""),
        ("", "", "/plans/", "To the plans"),
    ]


def test_a_list_of_links_is_set_apart_as_the_readers_language_does_it():
    found = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found.append(_render("A{% list_mark %}B"))

    assert found == ["A, B", "A、B"]


def test_days_are_counted_in_words():
    assert _render("{% days 1 %}, {% days 5 %}") == "1 day, 5 days"


def test_a_moment_is_shown_in_shanghai():
    at = dt.datetime(2018, 10, 31, 17, 30, tzinfo=dt.UTC)

    assert _render("{{ at|day }} / {{ at|moment }}", at=at) == "2018-11-01 / 2018-11-01 01:30"


def test_a_missing_day_is_a_dash():
    assert _render("{{ at|day }}{{ at|moment }}", at=None) == "––"


def test_pages_far_away_are_left_out():
    page = Paginator(range(500), 20).get_page(7)

    shown = _render("{% for n in page|elided_pages %}{{ n }} {% endfor %}", page=page)

    assert shown.split() == ["1", "…", "5", "6", "7", "8", "9", "…", "25"]
