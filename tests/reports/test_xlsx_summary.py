"""The summary sheets of the workbook: our formulas alone, their values counted once more from the data."""

import re
import zipfile
from collections import Counter

import pytest
from django.utils.translation import override
from lxml import etree
from python_calamine import CalamineWorkbook

from reports.renderers.pivots import MOST_COMPARISONS, pivots
from reports.renderers.xlsx import render
from tests.reports.factories import HOSTILE, a_document
from tests.reports.laid_out import a_progress_report, duty

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
# Names that a criterion of COUNTIFS would take for a comparison or a pattern.
TRICKY = ("=1+1", "*", "?HC", "~*", "<5", ">=1", "N*", "", "nhc", "NHC", "'x", '"', "{=1}", "x" * 300)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "x.xlsx"


def written(target, *duties):
    with override("en"):
        render(a_progress_report(*duties), target)
    return target


def formulas(target) -> dict[str, list[str]]:
    """The formulas of every sheet by its name."""
    with zipfile.ZipFile(target) as file:
        names = re.findall(r'<sheet name="([^"]+)"', file.read("xl/workbook.xml").decode())
        sheets = [
            etree.fromstring(file.read(f"xl/worksheets/sheet{n}.xml")) for n in range(1, len(names) + 1)
        ]
    found = [sheet.xpath("//m:f/text()", namespaces=MAIN) for sheet in sheets]
    return dict(zip(names, found, strict=True))


def pivot_rows(target) -> list[list]:
    return CalamineWorkbook.from_path(target).get_sheet_by_name("Pivot").to_python()


def test_only_the_pivot_sheet_holds_formulas(target):
    written(target, *[duty(text, "Overdue", area=text, note=text) for text in HOSTILE])

    held = {name: bool(found) for name, found in formulas(target).items()}
    assert held == {"Cover": False, "Pivot": True, "Charts": False, "By area": False, "All duties": False}


def test_no_formula_holds_a_text_of_the_data(target):
    written(target, *[duty(text, "Overdue", area=text) for text in HOSTILE])

    shapes = {re.sub(r"\d+", "#", formula) for formula in formulas(target)["Pivot"]}
    allowed = re.compile(
        r"SUM\([A-Z]+#:[A-Z]+#\)"
        r"|SUMPRODUCT\((--EXACT\('All duties'!\$[A-Z]+\$#:\$[A-Z]+\$#,[^'()]+\),?)+\)"
    )
    assert [shape for shape in shapes if not allowed.fullmatch(shape)] == []
    words = {word for shape in shapes for word in re.findall(r'"([^"]*)"', shape)}
    assert words == {"yes"}


def test_the_values_are_what_the_data_count_only_of_duties_that_owe_reports(target):
    duties = [
        duty("NHC", "Overdue"),
        duty("NHC", "Overdue"),
        duty("NHC", "On track"),
        duty("MOF", "On track", owes="no"),
        duty("MOF", "Overdue"),
    ]
    written(target, *duties)

    rows = pivot_rows(target)
    at = next(n for n, row in enumerate(rows) if row[0].startswith("All duties: Agency"))
    assert [row[:4] for row in rows[at + 1 : at + 5]] == [
        ["Agency", "Overdue", "On track", "Total"],
        ["NHC", 2, 1, 3],
        ["MOF", 1, 0, 1],
        ["Total", 3, 1, 4],
    ]


def test_tricky_names_are_counted_as_themselves(target):
    duties = [duty(name, "Overdue") for name in TRICKY for _ in range(2)]
    with override("en"):
        agencies = next(p for p in pivots(a_progress_report(*duties)) if p.down == "agency")

    assert agencies.counts == Counter({(name, "Overdue"): 2 for name in TRICKY if name})
    written(target, *duties)
    compared = [f for f in formulas(target)["Pivot"] if "EXACT" in f]
    assert [formula.count("EXACT") for formula in compared] == [3] * len(compared)


def test_a_formula_reads_the_cells_it_should(target):
    written(target, duty("NHC", "Overdue"), duty("MOF", "Overdue"))

    assert formulas(target)["Pivot"][0] == (
        "SUMPRODUCT(--EXACT('All duties'!$A$2:$A$3,$A3),--EXACT('All duties'!$E$2:$E$3,B$2),"
        "--EXACT('All duties'!$D$2:$D$3,\"yes\"))"
    )


def test_lines_on_which_a_long_text_goes_on_count_for_nothing(target):
    written(target, duty("NHC", "Overdue", note="x" * 40_000), duty("NHC", "Overdue"))

    assert "'All duties'!$A$2:$A$5" in formulas(target)["Pivot"][0]
    assert pivot_rows(target)[2][:3] == ["1. Hospitals", 2, 2]


def test_a_cross_table_that_would_keep_a_spreadsheet_busy_is_left_out():
    names = int(MOST_COMPARISONS**0.5) + 1
    rows = [duty(f"A{number}", "Overdue") for number in range(names)]

    found = pivots(a_progress_report(*rows))

    assert [(pivot.down, pivot.comparisons) for pivot in found] == [("area", names)]


def test_the_charts_are_native_and_drawn_over_the_pivot(target):
    written(target, duty("NHC", "Overdue"), duty("NHC", "On track"))

    with zipfile.ZipFile(target) as file:
        charts = [file.read(name).decode() for name in file.namelist() if "charts/chart" in name]
    stacked = [chart for chart in charts if 'grouping val="stacked"' in chart]
    assert (len(charts), len(stacked)) == (4, 2)
    assert ["Pivot!" in chart for chart in stacked] == [True, True]


def test_standings_come_in_their_order_and_other_words_after_them():
    duties = [duty("NHC", kind) for kind in ("Mended", "On track", "Overdue", "Mended")]

    with override("en"):
        found = pivots(a_progress_report(*duties))[0]

    assert (found.labels, found.kinds) == (("Overdue", "On track", "Mended"), ("overdue", "on_track", ""))
    assert sum(found.counts.values()) == 4


def test_a_report_with_nothing_to_cross_has_no_summary(target):
    render(a_document(("a", 1, 2, None)), target)

    assert list(formulas(target)) == ["Cover", "List"]


def test_every_sheet_says_on_paper_what_it_shows_and_its_hash(target):
    written(target, duty("A & B", "Overdue"))

    with zipfile.ZipFile(target) as file:
        sheets = [file.read(name).decode() for name in file.namelist() if "worksheets/sheet" in name]
    assert [("SHA-256 " + "f" * 64) in sheet for sheet in sheets] == [True] * 5
    assert ["整个方案" in re.findall(r"<oddHeader>(.*?)</oddHeader>", sheet)[0] for sheet in sheets] == [
        True
    ] * 5
