"""The drawings: well-formed by themselves, harmless with any label, true to their numbers."""

import datetime as dt
import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformtracker.lib import charts

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('x')</script> & \"quoted\" \x00\x0b]]>"
DAY = dt.date(2018, 7, 1)


def _slices(label: str = "Overdue", href: str = "/tasks/?a=1&b=2") -> tuple[charts.Slice, ...]:
    return (charts.Slice(label, 3, "overdue", href), charts.Slice("On track", 9, "on_track", href))


def _every_chart(label: str) -> dict[str, str]:
    slices = _slices(label)
    series = [charts.Series(label, ((DAY, 10), (DAY + dt.timedelta(days=90), 60)))]
    tile = charts.Tile("110000", label, 5, 2, 42, label, 3, "/p/?q=<", label)
    return {
        "donut": charts.donut(slices, title=label, unit=label),
        "bars": charts.stacked_bars([charts.Row(label, slices, "/a/")], title=label),
        "gauge": charts.gauge(5, 20, title=label),
        "parts": charts.parts_bar(slices, title=label),
        "line": charts.line_chart(series, title=label, y_unit=label),
        "spark": charts.sparkline([1, None, 3], title=label),
        "bar": charts.bar(50, kind="overdue", title=label),
        "map": charts.tile_map([tile], title=label),
    }


def _root(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def _names(svg: str) -> list[str]:
    return [link.get("aria-label") for link in _root(svg).iter(f"{SVG}a")]


@pytest.mark.parametrize("name", ["donut", "bars", "gauge", "parts", "line", "spark", "bar", "map"])
def test_every_chart_is_a_named_drawing_without_script_style_or_outside_reference(name):
    root = _root(_every_chart("Overdue & late")[name])

    parts = {element.tag.removeprefix(SVG) for element in root.iter()}
    attributes = {key for element in root.iter() for key in element.attrib}
    references = [element.get("href") for element in root.iter() if element.get("href")]
    assert root.find(f"{SVG}title").text.startswith("Overdue & late")
    assert root.get("aria-label") == root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text
    assert parts - {"svg", "title", "desc", "g", "a", "path", "rect", "line", "circle", "text"} == set()
    assert {key for key in attributes if key == "style" or key.startswith("on")} == set()
    assert [href for href in references if not href.startswith("/")] == []


@pytest.mark.parametrize("name", ["donut", "bars", "gauge", "parts", "line", "spark", "bar", "map"])
def test_a_hostile_label_stays_a_text(name):
    svg = _every_chart(HOSTILE)[name]

    assert list(_root(svg).iter(f"{SVG}script")) == []
    assert "<script" not in svg
    assert (
        _root(svg)
        .find(f"{SVG}title")
        .text.startswith("<script>alert('x')</script> & \"quoted\" \ufffd\ufffd]]>")
    )


@given(st.text())
def test_any_text_gives_well_formed_xml(label):
    tags = [_root(svg).tag for svg in _every_chart(label).values()]

    assert tags == [f"{SVG}svg"] * 8


def test_every_mark_with_an_address_is_a_link_that_says_its_figure():
    svg = charts.donut(_slices(), title="Standing")

    assert _names(svg) == ["Overdue: 3 (25%)", "On track: 9 (75%)"]
    assert _root(svg).get("role") == "group"


def test_a_chart_without_addresses_is_one_image():
    svg = charts.donut(_slices(href=""), title="Standing")

    assert _names(svg) == []
    assert _root(svg).get("role") == "img"


def _arcs(svg: str) -> list[float]:
    """The share of the turn that each ring part takes, from the end points of its outer arc."""
    shares = []
    for path in re.findall(r' d="M(\S+) (\S+) A96 96 0 \d 1 (\S+) (\S+) ', svg):
        x1, y1, x2, y2 = map(float, path)
        start, end = math.atan2(x1 - 100, 100 - y1), math.atan2(x2 - 100, 100 - y2)
        shares.append((end - start) / (2 * math.pi) % 1)
    return shares


def test_the_ring_is_cut_in_proportion_to_the_values():
    svg = charts.donut(_slices(), title="Standing")

    assert _arcs(svg) == pytest.approx([0.25, 0.75], abs=0.001)


def test_a_single_part_makes_a_whole_ring():
    svg = charts.donut(_slices()[:1], title="Standing")

    assert _arcs(svg)[0] == pytest.approx(0.5, abs=0.001)
    assert _root(svg).find(f".//{SVG}path").get("d").count("Z") == 2


def test_an_empty_donut_shows_zero_on_an_empty_ring():
    root = _root(charts.donut([], title="Standing"))

    assert [text.text for text in root.iter(f"{SVG}text") if text.text] == ["0"]
    assert [path.get("class") for path in root.iter(f"{SVG}path")] == ["track"]


def test_the_table_of_a_donut_has_its_numbers():
    table = charts.donut_table(_slices())

    assert table.headers == ("Part", "Number", "Share")
    assert table.rows == (("Overdue", "3", "25%"), ("On track", "9", "75%"))


def test_a_share_of_nothing_is_a_dash_and_not_a_zero():
    table = charts.donut_table([charts.Slice("Overdue", 0, "overdue")])

    assert table.rows == (("Overdue", "0", "–"),)


def test_stacked_bars_share_one_scale():
    rows = [
        charts.Row("A", (charts.Slice("x", 6, "overdue"), charts.Slice("y", 2, "stale"))),
        charts.Row("B", (charts.Slice("y", 4, "stale"),)),
    ]

    root = _root(charts.stacked_bars(rows, title="Agencies"))

    placed = [(rect.get("x"), rect.get("width")) for rect in root.iter(f"{SVG}rect")]
    assert placed == [("0.00%", "75.00%"), ("75.00%", "25.00%"), ("0.00%", "50.00%")]


def test_the_legend_of_stacked_bars_is_in_the_order_of_the_standings():
    rows = [charts.Row("A", (charts.Slice("On track", 6, "on_track"),)), charts.Row("B", _slices()[:1])]

    legend = charts.bars_chart(rows, title="Agencies").legend

    assert [key.icon for key in legend] == ["overdue", "on_track"]


def test_the_table_of_stacked_bars_has_a_column_for_every_part():
    rows = [
        charts.Row("A", (charts.Slice("x", 6, "overdue"),)),
        charts.Row("B", (charts.Slice("y", 4, "stale"),)),
    ]

    table = charts.bars_table(rows, head="Agency")

    assert table.headers == ("Agency", "x", "y", "Total")
    assert table.rows == (("A", "6", "0", "6"), ("B", "0", "4", "4"))


def _paths(svg: str, css: str) -> list[ElementTree.Element]:
    return [path for path in _root(svg).iter(f"{SVG}path") if path.get("class") == css]


def test_a_day_without_a_figure_breaks_the_line():
    points = tuple((DAY + dt.timedelta(days=n), value) for n, value in enumerate((1, 2, None, 4, 5)))

    svg = charts.line_chart([charts.Series("Actual", points)], title="Course")

    assert len(_paths(svg, "line-actual")) == 2


def test_the_plan_is_dashed_and_the_actual_line_solid():
    points = ((DAY, 0), (DAY + dt.timedelta(days=30), 50))
    series = [charts.Series("Planned", points, "planned"), charts.Series("Actual", points)]

    svg = charts.line_chart(series, title="Course")

    assert [path.get("stroke-dasharray") for path in _paths(svg, "line-planned")] == ["5 4"]
    assert [path.get("stroke-dasharray") for path in _paths(svg, "line-actual")] == [None]


def _newest(*planned: float) -> tuple[str, float, float]:
    """Anchor and offset from its dot of the newest figure, 50 % on 31 July, beside a plan."""
    days = (DAY, DAY + dt.timedelta(days=30), DAY + dt.timedelta(days=150))
    plan = charts.Series("Planned", tuple(zip(days, planned, strict=True)), "planned")
    actual = charts.Series("Actual", ((DAY, 0), (days[1], 50)))
    root = _root(charts.line_chart([actual, plan], title="Course"))
    dot = root.find(f"{SVG}circle")
    label = next(text for text in root.iter(f"{SVG}text") if "newest" in text.get("class"))
    return (
        label.get("text-anchor"),
        round(float(label.get("x")) - float(dot.get("cx"))),
        round(float(label.get("y")) - float(dot.get("cy"))),
    )


def test_the_newest_figure_stands_on_the_side_where_the_plan_does_not_run():
    assert _newest(0, 80, 100) == ("start", 8, 16)
    assert _newest(0, 20, 100) == ("start", 8, -6)


def test_a_percent_axis_ends_at_a_hundred_however_low_the_values_are():
    svg = charts.line_chart(
        [charts.Series("Actual", ((DAY, 3), (DAY + dt.timedelta(days=9), 4)))], title="Course"
    )

    labels = [text.text for text in _root(svg).iter(f"{SVG}text")]
    assert labels[:5] == ["0%", "25%", "50%", "75%", "100%"]


def test_a_line_chart_without_points_says_so():
    root = _root(charts.line_chart([charts.Series("Actual", ())], title="Course"))

    assert [text.text for text in root.iter(f"{SVG}text")] == ["No figures yet"]


def test_the_table_of_a_line_chart_shows_a_missing_figure_as_a_dash():
    series = [charts.Series("Planned", ((DAY, 10),), "planned"), charts.Series("Actual", ((DAY, None),))]

    table = charts.line_table(series)

    assert table.headers == ("Day", "Planned", "Actual")
    assert table.rows == (("2018-07-01", "10%", "–"),)


def test_a_sparkline_of_nothing_is_an_empty_drawing():
    root = _root(charts.sparkline([]))

    assert [part.tag for part in root] == [f"{SVG}title", f"{SVG}desc"]


@pytest.mark.parametrize(
    ("percent", "width", "said"), [(0, "0%", "0%"), (62.5, "62.5%", "62.5%"), (130, "100%", "130%")]
)
def test_a_bar_ends_at_its_edge_but_names_the_true_figure(percent, width, said):
    root = _root(charts.bar(percent, title="Progress"))

    assert root.findall(f"{SVG}rect")[1].get("width") == width
    assert root.get("aria-label") == f"Progress {said}"


@pytest.mark.parametrize(
    ("value", "band"), [(None, 0), (0, 1), (16, 1), (17, 2), (50, 4), (99, 6), (100, 6), (-5, 1)]
)
def test_a_value_falls_into_its_sixth(value, band):
    assert charts.band_of(value) == band


def test_a_province_without_a_figure_is_marked_by_a_dashed_edge_whatever_its_band():
    tiles = [charts.Tile("1", "京", 0, 0, None, "–", 4), charts.Tile("2", "津", 1, 0, 42, "42%", 3)]

    rects = list(_root(charts.tile_map(tiles, title="Provinces")).iter(f"{SVG}rect"))

    assert [(rect.get("class"), rect.get("stroke-dasharray")) for rect in rects] == [
        ("mark band-none", "3 3"),
        ("mark band-3", None),
    ]


def test_tiles_are_read_row_by_row():
    tiles = [charts.Tile("2", "b", 1, 1, 2, "2", 1, "/b/"), charts.Tile("1", "a", 4, 0, 1, "1", 1, "/a/")]

    assert _names(charts.tile_map(tiles, title="Provinces")) == ["a: 1", "b: 2"]


def test_the_legend_of_the_map_explains_a_missing_figure_only_where_one_is_missing():
    full = charts.tile_chart([charts.Tile("1", "京", 0, 0, 42, "42%", 3)], title="Provinces")
    gap = charts.tile_chart([charts.Tile("1", "京", 0, 0, None, "–", 0)], title="Provinces")

    assert [key.mark for key in full.legend] == [f"band-{band}" for band in range(1, 7)]
    assert gap.legend[-1] == charts.Key("no figure", "band-none")


@pytest.mark.parametrize(
    ("value", "more", "bars", "lines"),
    [
        (5, {}, [("0.0%", "20.8%")], ["83.3%"]),
        (40, {}, [("0.0%", "83.3%")], ["41.7%"]),
        (None, {}, [], ["83.3%"]),
        (0, {}, [("0.0%", "1.0%")], ["83.3%"]),
        (-5, {}, [("0.0%", "1.0%")], ["83.3%"]),
        (1, {"goal_to": 40}, [("0.0%", "2.1%")], ["41.7%", "83.3%"]),
        (None, {"low": 10, "high": 20}, [("41.7%", "41.7%")], ["83.3%"]),
    ],
)
def test_a_gauge_has_a_bar_to_the_value_and_a_line_at_the_goal(value, more, bars, lines):
    root = _root(charts.gauge(value, 20, title="x", **more))

    drawn = [(rect.get("x"), rect.get("width")) for rect in root.iter(f"{SVG}rect")][1:]
    assert (drawn, [line.get("x1") for line in root.iter(f"{SVG}line")]) == (bars, lines)


def test_the_parts_of_a_bar_fill_it_by_their_counts_and_are_named():
    root = _root(charts.parts_bar(_slices(), title="x"))

    assert [(rect.get("x"), rect.get("width")) for rect in root.iter(f"{SVG}rect")] == [
        ("0.00%", "25.00%"), ("25.00%", "75.00%"),
    ]  # fmt: skip
    assert [rect[0].text for rect in root.iter(f"{SVG}rect")] == ["Overdue: 3", "On track: 9"]


def test_no_parts_at_all_are_no_error():
    assert list(_root(charts.parts_bar([], title="x")).iter(f"{SVG}rect")) == []
