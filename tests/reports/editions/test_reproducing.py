"""Making an edition again: the same bytes, or exactly what would change it."""

import pytest

from agencies.models import Agency
from reformtracker.lib.errors import NotAllowed
from reports.editions import data, reproducing
from reports.editions.issuing import issue
from reports.editions.reproducing import make_again, verdict
from reports.models import Edition, Report
from tests import factories
from tests.factories import at
from tests.reports.editions.scenes import DAY, again, corrected, edition, office, reported

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _scene(tmp_path, settings):
    settings.ARTIFACT_DIR = tmp_path / "artifacts"
    factories.plan("p", others={"MOF": "co_responsible"})
    reported("2018-10-10", 40)


def test_entries_of_later_days_change_nothing_the_same_bytes_come_out():
    first = edition(parameters={"language": "en", "formats": ["xlsx", "pdf", "csv"], "filter": {}})
    reported("2018-11-10", 90)

    said = verdict(first, again(first))

    assert said.same_bytes
    assert [(pair.format, pair.same) for pair in said.files] == [
        ("xlsx", True),
        ("pdf", True),
        ("csv", True),
        ("json", True),
    ]
    assert (said.reasons, said.entries, said.corrections, said.differences) == ((), (), (), None)


def test_a_correction_made_later_of_what_was_counted_is_named_and_changes_no_byte():
    wrong = factories.duty().entries.order_by("-n")[0].n
    first = edition()
    reported("2018-11-01", 50)
    correction = corrected(wrong, "2018-11-10", 20)

    said = verdict(first, again(first))

    assert said.same_bytes
    assert [(entry.n, entry.details["corrects"]) for entry in said.corrections] == [(correction, wrong)]


def corrected_edition(**said) -> tuple[Edition, int, int]:
    """An edition, the entry it counts that was corrected later, and the correction."""
    wrong = factories.duty().entries.order_by("-n")[0].n
    first = edition(**said)
    return first, wrong, corrected(wrong, "2018-11-10", 20)


def test_a_correction_shows_later_corrections_beside_the_figures_of_the_day():
    first, wrong, correction = corrected_edition()

    report = again(first, with_corrections=True)
    said = verdict(first, report)
    second = issue(report, by=office(), corrects=first, reason="A figure was wrong.")

    (added,) = [table for table in said.differences.tables if not table.same]
    (row,) = data.read(report.data_sha256)["tables"][-1]["rows"]
    assert (added.key, added.new, [pair.changed for pair in said.differences.figures]) == (
        "corrected_since",
        (f"{correction} · 1.1/1 · NHC",),
        [False] * len(said.differences.figures),
    )
    assert (row[0], row[5], row[6], row[7], row[10]) == (correction, wrong, 40, 20, "counted wrongly")
    assert [reason.code for reason in said.reasons] == ["corrections"]
    assert (second.number, second.series) == (2, first.series)


def test_a_correcting_edition_gives_the_same_bytes_whatever_is_corrected_later():
    first, wrong, _correction = corrected_edition()
    report = again(first, with_corrections=True)
    second = issue(report, by=office(), corrects=first, reason="A figure was wrong.")
    later = corrected(wrong, "2018-11-12", 30)

    said = verdict(second, again(second))

    assert said.same_bytes
    assert [entry.n for entry in said.corrections] == [later]


def test_corrections_of_duties_out_of_scope_are_none():
    first, _wrong, _correction = corrected_edition(
        parameters={"language": "en", "formats": ["csv"], "filter": {"agency": "MOF"}}
    )

    assert verdict(first, again(first)).corrections == ()


def test_what_was_entered_on_the_day_after_the_edition_is_named_entry_by_entry():
    with at("2018-11-21", 11):
        first = edition(as_of=factories.clock.today())
        late = [reported("2018-11-21", 60, hour=12)]
        late.append(corrected(late[0], "2018-11-21", 55, hour=13))
    with at("2018-11-21", 14):
        said = verdict(first, again(first))

    assert not said.same_data
    assert [entry.n for entry in said.entries] == late
    assert [reason.code for reason in said.reasons] == ["day_not_over"]
    changed = {
        (table.key, row.name, cell.title, cell.before, cell.after)
        for table in said.differences.tables
        for row in table.changed
        for cell in row.cells
        if cell.title == "Reported"
    }
    assert {row[2:] for row in changed} == {("Reported", 40, 55)}


def test_a_body_that_was_renamed_is_named_with_both_names():
    first = edition()
    Agency.objects.filter(code="NHC").update(short_en="NHCC", name_en="Renamed")

    said = verdict(first, again(first))

    assert not said.same_data
    assert [(reason.code, reason.before, reason.after) for reason in said.reasons] == [
        ("name", "NHC name / NHC名称 / NHC / NHC简称", "Renamed / NHC名称 / NHCC / NHC简称")
    ]


def test_another_version_of_the_portal_is_named_when_the_result_differs(monkeypatch):
    first = edition()
    Agency.objects.filter(code="NHC").update(short_en="NHCC")
    report = again(first)
    monkeypatch.setattr(reproducing, "generator", lambda: "9.9+0")

    said = verdict(first, report)

    assert [reason.code for reason in said.reasons] == ["generator", "name"]


def test_a_difference_that_nothing_explains_is_admitted():
    first = edition()
    report = again(first)
    Report.objects.filter(pk=report.pk).update(data_sha256="0" * 64)
    report.refresh_from_db()

    said = verdict(first, report)

    assert (said.same_data, said.explained, said.differences) == (False, False, None)


def test_only_who_sees_the_whole_plan_makes_an_edition_again():
    first = edition()

    with pytest.raises(NotAllowed):
        make_again(first, by=factories.officer())
    report = make_again(first, by=factories.user("auditor"))

    assert report.parameters == {
        "language": "en", "formats": ["csv"], "filter": {}, "again": str(first.report.public_id),
    }  # fmt: skip


def test_making_it_again_while_it_is_being_made_is_that_report():
    first = edition()

    assert make_again(first, by=office()) == make_again(first, by=office())
    assert Report.objects.filter(as_of=DAY).count() == 2
