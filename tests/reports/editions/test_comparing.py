"""Two reports side by side: rows are known by what they are about."""

from reports.editions.comparing import Cell, Changed, FigurePair, compare


def report(*rows: list, figures: dict[str, str] | None = None, columns: tuple[str, ...] = ()) -> dict:
    """The data of a small report with one table."""
    keys = columns or ("task", "agency", "percent")
    heads = [{"key": key, "title": key.title()} for key in keys]
    said = [{"label": label, "value": value, "hint": ""} for label, value in (figures or {}).items()]
    return {
        "figures": said,
        "tables": [{"key": "list", "title": "List", "columns": heads, "rows": list(rows)}],
        "provenance": {"ledger_n": 1},
    }


def table(before: dict, after: dict):
    return compare(before, after).tables[0]


def test_equal_reports_differ_in_nothing():
    found = compare(report(["1.1", "NHC", 40]), report(["1.1", "NHC", 40]))

    assert (found.same, found.beside) == (True, ())


def test_a_changed_value_is_shown_with_its_column_and_both_sides():
    found = table(report(["1.1", "NHC", 40]), report(["1.1", "NHC", 55]))

    assert found.changed == (Changed("1.1 · NHC", (Cell("Percent", 40, 55),)),)
    assert (found.new, found.gone) == ((), ())


def test_rows_that_came_and_went_are_named():
    stays = ["1.1", "NHC", 40]
    found = table(report(stays, ["1.2", "MOF", 1]), report(stays, ["1.3", "MOF", 1]))

    assert (found.new, found.gone, found.changed) == (("1.3 · MOF",), ("1.2 · MOF",), ())


def test_a_row_that_only_moved_is_no_difference():
    one, other = ["1.1", "NHC", 40], ["1.2", "MOF", 1]

    assert table(report(one, other), report(other, one)).same


def test_of_several_rows_about_the_same_the_first_goes_with_the_first():
    found = table(report(["1.1", "NHC", 1], ["1.1", "NHC", 2]), report(["1.1", "NHC", 1], ["1.1", "NHC", 3]))

    assert found.changed == (Changed("1.1 · NHC (2)", (Cell("Percent", 2, 3),)),)


def test_a_table_without_a_known_column_is_told_apart_by_its_first():
    found = table(report(["x", 1], columns=("thing", "count")), report(["x", 2], columns=("thing", "count")))

    assert found.changed == (Changed("x", (Cell("Count", 1, 2),)),)


def test_figures_stand_beside_each_other_by_their_labels():
    before, after = {"Overdue": "3", "Old": "1"}, {"Overdue": "5", "New": "2"}
    found = compare(report(figures=before), report(figures=after))

    assert found.figures == (
        FigurePair("Overdue", "3", "5"),
        FigurePair("New", None, "2"),
        FigurePair("Old", "1", None),
    )
    assert not found.same
