"""Targets, their figures and readings through the API, and readings given with a move."""

from decimal import Decimal

import pytest

from tasks.models import Reading
from tests import factories, places
from tests.api.calls import REPORT, V1, move, results, signed_in
from tests.tasks.targets.scenes import LEVEL, SHARE, say, target

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospitals():
    """A share of every place: Fujian 30 of 100, Hubei 5 of 300, Jiangsu nothing."""
    places.hand_out(factories.plan(), "350000", "420000", "320000")
    made = target(title_en="Hospitals", title_zh="医院")
    say("350000", made, 30, 100, note="Fujian’s words")
    say("420000", made, 5, 300, note="Hubei’s words")
    return made


def test_a_target_says_how_its_readings_are_taken(office, hospitals):
    (shown,) = results(office, "/targets/")

    names = (
        "value", "kind", "direction", "per_place", "cumulative", "baseline", "due_on", "due", "title_zh",
        "numerator_en", "denominator_zh",
    )  # fmt: skip
    assert [shown[name] for name in names] == [
        "20", "share", "up", True, False, None, None, "2018-12-31", "医院", SHARE["numerator_en"],
        SHARE["denominator_zh"],
    ]  # fmt: skip


def test_figures_are_sum_over_sum_with_their_coverage(hospitals):
    client = signed_in(places.provincial("320000"))

    shown = client.get(f"{V1}/targets/{hospitals.pk}/figures/").json()

    assert (shown["figure"], shown["numerator"], shown["denominator"]) == ("8.75", "35", "400")
    assert (shown["asked"], shown["given"], shown["meeting"], shown["missing"]) == (3, 2, 1, ["320000"])
    assert {row["place"]: (row["value"], row["state"]) for row in shown["places"]} == {
        "350000": ("30", "met"), "420000": ("1.6667", "open"), "320000": (None, "none"),
    }  # fmt: skip


def test_figures_of_a_past_day(office, hospitals):
    shown = office.get(f"{V1}/targets/{hospitals.pk}/figures/", {"as_of": "2018-10-09"}).json()

    assert (shown["figure"], shown["given"], shown["as_of"]) == (None, 0, "2018-10-09")


def test_values_of_all_places_and_the_words_of_ones_own(hospitals):
    client = signed_in(places.provincial("350000", "reader"))

    rows = results(client, f"/targets/{hospitals.pk}/readings/")

    told = {
        row["place"]: (row["value"], row["note"], row["entry"] is None, row["at"] is None) for row in rows
    }
    assert told == {
        "350000": ("30", "Fujian’s words", False, False),
        "420000": ("1.6667", None, True, True),
    }
    assert results(client, f"/targets/{hospitals.pk}/readings/", place="420000")[0]["place"] == "420000"


@pytest.mark.parametrize("count", [1, 3])
def test_readings_cost_the_same_for_one_and_three(django_assert_num_queries, hospitals, count):
    for value in range(count - 1):
        say("350000", hospitals, value, 100, on=f"2018-10-{20 + value}")
    client = signed_in(factories.secretariat())

    # session, user with posts; target, deadlines; how many, readings
    with django_assert_num_queries(6):
        client.get(f"{V1}/targets/{hospitals.pk}/readings/")


def test_a_report_carries_readings(hospitals):
    duty = places.local_duty("350000")
    client = signed_in(places.provincial("350000", "reader"))
    given = {"target": hospitals.pk, "on": "2018-10-20", "numerator": "40", "denominator": 100, "note": "n"}

    first = move(client, duty, "report", REPORT | {"readings": [given]})
    again = move(client, duty, "report", REPORT | {"readings": [given]})

    newest = Reading.objects.order_by("-pk")[0]
    assert (first.status_code, again.status_code) == (201, 200)
    assert (newest.value, newest.note, newest.entry_id) == (40, "n", first.json()["id"])


def test_a_form_of_several_parts_carries_them_too(hospitals):
    level = target(LEVEL)
    duty, client = places.local_duty("350000"), signed_in(places.provincial("350000", "reader"))
    said = {
        "percent": 60,
        "note": "x",
        "reason": "y",
        "readings[0]target": level.pk,
        "readings[0]value": "5.5",
    }

    answer = client.post(
        f"{V1}/assignments/{duty.pk}/moves/report/", said, headers={"If-Match": f'"{duty.version}"'}
    )

    assert (answer.status_code, Reading.objects.order_by("-pk")[0].value) == (201, Decimal("5.5"))


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"value": "NaN"}, ["readings.0.value"]),
        ({"value": "Infinity"}, ["readings.0.value"]),
        ({"value": 1e300}, ["readings.0.value"]),
        ({"value": "x"}, ["readings.0.value"]),
        ({"value": 5, "colour": "red"}, ["readings.0.colour"]),
        ({"target": 2**63}, ["readings.0.target"]),
        ({"target": None}, ["readings.0.target"]),
        ({"on": "10.10.2018"}, ["readings.0.on"]),
        ({"numerator": 5, "denominator": 0}, ["reading_{pk}_denominator"]),
        ({"on": "2100-01-01", "numerator": 5, "denominator": 9}, ["reading_{pk}_on"]),
        ({}, ["reading_{pk}_numerator"]),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_writes_nothing(hospitals, given, fields):
    duty, before = places.local_duty("350000"), Reading.objects.count()
    client = signed_in(places.provincial("350000", "reader"))

    answer = move(client, duty, "report", REPORT | {"readings": [{"target": hospitals.pk} | given]})

    assert (answer.status_code, list(answer.json()["fields"])) == (
        400, [name.format(pk=hospitals.pk) for name in fields],
    )  # fmt: skip
    assert Reading.objects.count() == before


@pytest.mark.parametrize("readings", ["x", 5, {"target": 1}, [5], [None]])
def test_what_is_no_list_of_readings_is_refused(hospitals, readings):
    client = signed_in(places.provincial("350000", "reader"))

    answer = move(client, places.local_duty("350000"), "report", REPORT | {"readings": readings})

    assert answer.status_code == 400


def test_a_target_of_a_draft_is_404_for_whom_the_draft_is(hospitals):
    factories.plan("draft", issued=False)
    hidden = target(LEVEL, slug="draft")
    client = signed_in(places.provincial("350000", "reader"))

    for path in ("", "readings/", "figures/"):
        assert client.get(f"{V1}/targets/{hidden.pk}/{path}").status_code == 404
