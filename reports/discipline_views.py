"""The page of reporting discipline and its export, exactly as seen."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from reformtracker.lib import charts, clock
from reformtracker.lib.calendar_words import period_in_words
from reports.discipline import Line, sentence
from reports.discipline_export import discipline_document
from reports.discipline_rows import AGENCIES, PROVINCES, Discipline, Row, arranged, read
from reports.exporting import RENDERERS, sent
from tasks.asof import asked_day
from tasks.models import Plan
from tasks.rounds.charts import strip
from tasks.rounds.tallies import JUDGED

BY = [(PROVINCES, gettext_lazy("By province")), (AGENCIES, gettext_lazy("By agency"))]
SHOW = [
    ("", gettext_lazy("all")),
    ("missing", gettext_lazy("with missing returns")),
    ("late", gettext_lazy("with late returns")),
    ("returned", gettext_lazy("with returns sent back")),
    ("ever_returned", gettext_lazy("with returns once sent back")),
    ("pending", gettext_lazy("that still owe returns")),
]


class DisciplineForm(forms.Form):
    """Which round, and which rows."""

    round = forms.ChoiceField(label=gettext_lazy("Round"), required=False)
    show = forms.ChoiceField(label=gettext_lazy("Show"), choices=SHOW, required=False)
    by = forms.ChoiceField(choices=BY, required=False, widget=forms.HiddenInput)
    as_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, numbers: list[str], **kwargs) -> None:
        super().__init__(**kwargs)
        chosen = self.fields["round"]
        assert isinstance(chosen, forms.ChoiceField)
        named = [(number, period_in_words(number)) for number in reversed(numbers)]
        chosen.choices = [("", _("all rounds")), *named]


@dataclass(frozen=True, slots=True)
class Cell:
    """A count with its share of what was owed; `url` leads to the returns behind it, where in sight."""

    count: int
    share: float | None
    url: str = ""

    @property
    def percent(self) -> str:
        return "–" if self.share is None else f"{self.share:.1f}%"


@dataclass(frozen=True, slots=True)
class Shown:
    """A row with its drawings and cells in the order of the columns: on time, late, missing, sent back."""

    row: Row
    url: str
    cells: list[Cell]
    strip: SafeString
    spark: SafeString


@require_safe
def discipline(request: HttpRequest, slug: str) -> HttpResponse:
    found, as_of = _asked(request, slug)
    rows = _arranged(request, found)
    numbers = [one.number for one in found.rounds]
    asked = {"round": found.round.number if found.round else "", "show": request.GET.get("show", "")}
    form = DisciplineForm(numbers, initial=asked | {"by": found.by, "as_of": as_of or ""})
    context = {
        "plan": found.plan,
        "found": found,
        "period": period_in_words(found.round.number) if found.round else "",
        "sentence": sentence(found.whole),
        "rows": [_shown(found, row, as_of) for row in rows],
        "whole": cells(found.whole),
        "whole_strip": strip(found.whole),
        "form": form,
        "by": BY,
        "as_of": as_of,
        "day": found.day,
    }
    return render(request, "reports/discipline.html", context)


@require_safe
def export(request: HttpRequest, slug: str, kind: str) -> FileResponse:
    """The table as seen: the address carries the same round, rows, order and past day as the page."""
    if kind not in RENDERERS:
        raise Http404
    found, _as_of = _asked(request, slug)
    document = discipline_document(found, _arranged(request, found), sentence(found.whole))
    return sent(request, document, "discipline", kind)


def _asked(request: HttpRequest, slug: str) -> tuple[Discipline, dt.date | None]:
    plan = get_object_or_404(Plan.objects.visible_to(request.user).issued(), slug=slug)
    as_of = asked_day(request)
    by = AGENCIES if request.GET.get("by") == AGENCIES else PROVINCES
    number = request.GET.get("round", "")
    return read(request.user, plan, as_of or clock.today(), by=by, number=number), as_of


def _arranged(request: HttpRequest, found: Discipline) -> list[Row]:
    return arranged(found.rows, show=request.GET.get("show", ""), ordering=request.GET.get("ordering", ""))


def cells(line: Line, urls: tuple[str, ...] = ("", "", "", "")) -> list[Cell]:
    counts = (line.on_time, line.late, line.missing, line.returned)
    return [Cell(count, line.share(count), url) for count, url in zip(counts, urls, strict=True)]


def _shown(found: Discipline, row: Row, as_of: dt.date | None) -> Shown:
    return Shown(
        row,
        _place_url(found, row, as_of),
        cells(row.line, _return_urls(found, row, as_of)),
        strip(row.line),
        charts.sparkline(row.course) if len(row.course) > 1 else SafeString(""),
    )


def _place_url(found: Discipline, row: Row, as_of: dt.date | None) -> str:
    """The page of figures of a province, or of an agency; the national bodies have none together."""
    if not row.is_ranked:
        return ""
    name = "reports:province" if found.by == PROVINCES else "reports:agency"
    query = {"plan": found.plan.slug} | ({"as_of": as_of.isoformat()} if as_of else {})
    return f"{reverse(name, args=[row.key])}?{urlencode(query)}"


def _return_urls(found: Discipline, row: Row, as_of: dt.date | None) -> tuple[str, ...]:
    """Where the returns behind the cells are listed: of one round, and only those in the reader's sight."""
    if found.round is None or not row.in_sight or not row.is_ranked:
        return ("", "", "", "")
    base = reverse("tasks:round", args=[found.plan.slug, found.round.number])
    of = {"place" if found.by == PROVINCES else "agency": row.key}
    day = {"as_of": as_of.isoformat()} if as_of else {}
    return tuple(f"{base}?{urlencode(of | {'punctuality': kind.value} | day)}" for kind in JUDGED)
