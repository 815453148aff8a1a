"""/styleguide/: every component with invented figures, so that many hands stay consistent."""

import datetime as dt
import json

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformtracker.lib import charts
from reformtracker.lib.bilingual import is_chinese
from reformtracker.lib.clock import SHANGHAI
from tasks.enums import SlipColour, Standing, State

COUNTS = (5, 4, 6, 3, 1, 17, 11, 2, 1)
AGENCIES = (
    ("国家卫生健康委", "National Health Commission", (2, 3, 1, 4, 3)),
    ("国家医保局", "National Healthcare Security Administration", (1, 2, 0, 3, 2)),
    ("人力资源社会保障部", "Ministry of Human Resources and Social Security", (0, 1, 1, 2, 1)),
    ("财政部", "Ministry of Finance", (1, 0, 0, 3, 1)),
)
AGENCY_STANDINGS = ("overdue", "behind", "stale", "on_track", "done_on_time")


class SampleForm(forms.Form):
    percent = forms.IntegerField(label=gettext_lazy("Progress (percent)"), min_value=0, max_value=100)
    reported_on = forms.DateField(
        label=gettext_lazy("Day of the report"), widget=forms.DateInput(attrs={"type": "date"})
    )
    standing = forms.ChoiceField(label=gettext_lazy("Standing"), choices=Standing.choices)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("What was done, what is missing, what comes next."),
        widget=forms.Textarea,
        max_length=2000,
    )
    final = forms.BooleanField(label=gettext_lazy("This is the last report of the round"), required=False)


def _slices(kinds: tuple[str, ...], counts: tuple[int, ...]) -> tuple[charts.Slice, ...]:
    return tuple(
        charts.Slice(str(Standing(kind).label), count, kind, f"?standing={kind}")
        for kind, count in zip(kinds, counts, strict=True)
    )


def _bars() -> charts.Chart:
    rows = [
        charts.Row(chinese if is_chinese() else english, _slices(AGENCY_STANDINGS, counts), "#charts")
        for chinese, english, counts in AGENCIES
    ]
    return charts.bars_chart(rows, title=_("Duties by lead agency"), head=_("Agency"))


def _line() -> charts.Chart:
    months = [dt.date(2018, month, 1) for month in range(1, 13)]
    planned = tuple(zip(months, (4, 9, 15, 22, 30, 38, 47, 57, 67, 78, 90, 100), strict=True))
    actual = tuple(zip(months[:11], (3, 8, None, 19, 28, 35, 45, 52, 60, 68, 74), strict=True))
    series = [charts.Series(_("Actual"), actual), charts.Series(_("Planned"), planned, "planned")]
    return charts.progress_chart(series, title=_("Planned and actual completion"))


def _tile(place: dict, value: int | None) -> charts.Tile:
    col, row = place["tile"]
    return charts.Tile(
        code=place["code"],
        label=place["short_zh"] if is_chinese() else place["short_en"],
        name=place["name_zh"] if is_chinese() else place["name_en"],
        col=col,
        row=row,
        value=value,
        text="–" if value is None else f"{value}%",
        band=charts.band_of(value),
        href="#charts",
    )


def _map() -> charts.Chart:
    places = json.loads((settings.DATA_DIR / "jurisdictions.json").read_text())
    provinces = [place for place in places if place["tile"]]
    values = [None if index % 11 == 5 else 20 + index * 37 % 79 for index in range(len(provinces))]
    tiles = [_tile(place, value) for place, value in zip(provinces, values, strict=True)]
    return charts.tile_chart(tiles, title=_("Progress by province"))


def _entries() -> list[dict]:
    at = dt.datetime(2018, 11, 21, 16, 20, tzinfo=SHANGHAI)
    return [
        {
            "move": "return",
            "title": _("Returned"),
            "when": at,
            "meta": _("Reform office"),
            "note": _("The figure lacks its source."),
        },
        {"move": "claim", "title": _("Completion claimed"), "when": at - dt.timedelta(days=3), "meta": "NHC"},
        {
            "move": "report",
            "title": _("Progress reported: 62%"),
            "when": at - dt.timedelta(days=40),
            "meta": "NHC",
        },
    ]


def _rows() -> list[dict]:
    reason = _("due 2018-10-31, 21 days ago; last report 2018-09-30, 60%")
    titles = (
        ("1.5", "建立现代医院管理制度试点", "Modern hospital management pilots", "overdue", 62, -21),
        ("2.7", "推进家庭医生签约服务", "Family doctor contract services", "on_track", 71.5, 37),
        ("4.4", "高值医用耗材改革方案", "Plan for high-value medical consumables", "stale", None, 9),
    )
    return [
        {
            "number": number,
            "zh": zh,
            "en": en,
            "standing": standing,
            "percent": percent,
            "left": left,
            "reason": reason,
        }
        for number, zh, en, standing, percent, left in titles
    ]


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component once, in the reader's theme and language."""
    context = {
        "standings": Standing.values,
        "states": State.values,
        "slips": SlipColour.values,
        "rows": _rows(),
        "chinese_first": is_chinese(),
        "entries": _entries(),
        "page": Paginator(range(1, 500), 20).get_page(request.GET.get("page", 7)),
        "form": SampleForm({"percent": "120", "note": ""}),
        "filter_form": SampleForm(prefix="filter"),
        "donut": charts.donut_chart(
            _slices(tuple(Standing.values), COUNTS), title=_("Standing of the duties"), unit=_("duties")
        ),
        "bars": _bars(),
        "line": _line(),
        "map": _map(),
        "spark": charts.sparkline((12, 18, None, 30, 44, 41, 62)),
    }
    return render(request, "styleguide.html", context)
