"""The pages of targets: what each shows of whom, on which day, in which language, with how many queries."""

import re

import pytest

from agencies.enums import UserRole
from agencies.models import Jurisdiction
from tasks.enums import TargetState
from tasks.models import Deadline, Measure, Plan, Reading
from tasks.targets import positions
from tests import factories, places
from tests.factories import at
from tests.tasks.scenes import date
from tests.tasks.targets.scenes import COUNT, INCREASE, LEVEL, given, report, say, target

pytestmark = pytest.mark.django_db
LIST = "/plans/p/targets/"


@pytest.fixture
def plan():
    """A plan handed to Fujian, Hubei and Jiangsu."""
    made = factories.plan()
    places.hand_out(made, "350000", "420000", "320000")
    return made


@pytest.fixture
def hospitals(plan):
    """A share of every place: Fujian 30 of 100, Hubei 5 of 300, Jiangsu nothing."""
    made = target(title_en="Hospitals in the pilot", title_zh="试点医院")
    say("350000", made, 30, 100, note="Fujian’s own words")
    say("420000", made, 5, 300, note="Hubei’s own words")
    return made


def page(client, account, address=LIST):
    client.force_login(account)
    return client.get(address).content.decode()


def auditor():
    return factories.user(UserRole.AUDITOR)


def cells(html, label):
    """The text of the cells of one column, row by row."""
    found = re.findall(rf'<td data-label="{label}"[^>]*>(.*?)</td>', html, re.S)
    return [" ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", cell, flags=re.S).split()) for cell in found]


def test_the_national_share_is_sum_over_sum_with_its_coverage(client, hospitals):
    html = page(client, auditor())

    assert cells(html, "Figure") == ["8.75% (35 / 400) Met 1 · Not met yet 1 · No reading 1"]
    assert cells(html, "Asked") == ["20% each place"]
    assert cells(html, "Coverage") == ["2 of 3 places without a value: Jiangsu"]


def test_a_place_chosen_shows_its_own_value(client, hospitals):
    html = page(client, auditor(), f"{LIST}?place=420000")

    assert cells(html, "Figure") == ["1.67% (5 / 300)"]
    assert cells(html, "Coverage") == ["value of 2018-10-10"]


def test_filters_by_state_and_area(client, plan):
    target(LEVEL)
    met = target(COUNT | {"text": "5 teams", "value": 5})
    report(factories.duty(), given(met, 6))

    def shown(query):
        return cells(page(client, auditor(), LIST + query), "Asked")

    assert shown("") == ["55 yuan Level", "≥ 5 teams Count"]
    assert shown("?state=met") == ["≥ 5 teams Count"]
    assert shown("?state=none&state=met") == ["55 yuan Level", "≥ 5 teams Count"]
    assert shown("?area=1&state=none") == ["55 yuan Level"]
    assert shown("?area=2") == shown("?area=x&state=no&place=9") == ["55 yuan Level", "≥ 5 teams Count"]


@pytest.mark.parametrize(
    ("about", "values", "figure"),
    [
        (LEVEL, [50, 60, 58], "50 to 60 yuan, middle 58"),
        (LEVEL, [55, 55, 55], "55 yuan"),
        (COUNT, [100, 200, 1000.5], "1,300.5 teams"),
        (INCREASE | {"baseline": 450}, [470, 490, 495], "20 to 45 yuan, middle 40"),
        (INCREASE, [470, 490, 495], "470 to 495 yuan, middle 490; rise not known"),
    ],
)
def test_each_kind_is_added_up_in_its_own_way(client, plan, about, values, figure):
    made = target(about)
    for code, value in zip(("350000", "420000", "320000"), values, strict=True):
        say(code, made, value)

    shown = re.search(
        r'data-label="Figure"><span class="num strong">([^<]+)</span>', page(client, auditor())
    )  # fmt: skip

    assert shown[1] == figure


def test_a_rise_without_a_baseline_is_not_judged_and_says_why(client, plan):
    say("350000", target(INCREASE), 490)

    html = page(client, auditor(), f"{LIST}?place=350000")

    assert cells(html, "State") == [
        "Cannot be judged 490 yuan on 2018-10-10. The baseline is not known, so the rise cannot be computed."
    ]
    assert cells(page(client, auditor()), "State") == [
        "Cannot be judged Place by place: Cannot be judged: 1; No reading: 2."
    ]


def test_a_source_that_counts_places_is_shown_as_stated(client, plan):
    about = target({"text": "leaders", "value": None, "kind": "count", "comparator": "="})
    fujian = Jurisdiction.objects.get(code="350000")
    moment = factories.duty().entries.get().at
    Reading.objects.create(
        target=about, jurisdiction=factories.nation(), on=date("2018-08-01"), value=19, out_of=32,
        named=[fujian.code, "420000"], source="A newspaper", quote="19 provinces", at=moment, wall_at=moment,
    )  # fmt: skip

    html = page(client, auditor())

    assert cells(html, "Figure")[0] == "19 of 32"
    assert cells(html, "Coverage")[0].startswith("one value for the whole, of 2018-08-01")
    assert cells(html, "Coverage")[0].endswith("2 named: Fujian, Hubei")
    one = page(client, places.provincial("320000"), f"{LIST}{about.pk}/")
    assert ("A newspaper" in one, "19 provinces" in one) == (True, True)


def test_a_past_day_shows_what_was_on_record_then(client, hospitals):
    say("320000", hospitals, 0, 100, on="2018-09-30", day="2018-11-01")

    def figures(day):
        return cells(page(client, auditor(), f"{LIST}?as_of={day}"), "Figure")[0].split()[0]

    assert [figures(day) for day in ("2018-10-09", "2018-10-10", "2018-10-31", "2018-11-01")] == [
        "–", "8.75%", "8.75%", "7%",
    ]  # fmt: skip


def test_a_value_put_right_counts_from_the_day_it_was_put_right(client, hospitals):
    say("420000", hospitals, 50, 300, on="2018-10-10", day="2018-10-20")

    html = page(client, auditor(), f"{LIST}{hospitals.pk}/")

    assert sorted(cells(html, "Value")) == ["16.67% (50 / 300)", "30% (30 / 100)", "–"]
    assert re.findall(r'class="num">(1\.67%|16\.67%)', html) == ["16.67%", "1.67%"]


def test_the_page_of_one_lists_its_places_its_map_and_its_course(client, hospitals):
    say("350000", hospitals, 10, 100, on="2018-08-10", day="2018-10-12")

    html = page(client, auditor(), f"{LIST}{hospitals.pk}/")

    names = re.findall(r'<tr id="place-(\d+)">', html)
    assert set(names) == {"350000", "420000", "320000"}
    assert sorted(cells(html, "State")) == ["Met", "No reading", "Not met yet"]
    assert len(re.findall(r'<a href="#place-\d+"', html)) == 3
    assert re.search(r"All places together: 2018-10-10 8\.8%", html)


def test_a_province_sees_all_figures_and_only_its_own_words(client, hospitals):
    mine, theirs = (
        page(client, places.provincial(code, f"reader-{code}"), f"{LIST}{hospitals.pk}/")
        for code in ("350000", "420000")
    )

    for html, own, other in ((mine, "Fujian’s", "Hubei’s"), (theirs, "Hubei’s", "Fujian’s")):
        assert ("30%" in html, "1.67%" in html) == (True, True)
        assert (f"{own} own words" in html, f"{other} own words" in html) == (True, False)
        assert len(re.findall(r"#entry-\d+", html)) == 1
        assert len(re.findall(r"#duty-\d+", html)) == 1


def test_of_a_prefecture_its_province_sees_the_words_and_no_total_takes_its_value(client, plan):
    made = target(COUNT)
    places.prefecture("350100", "Fuzhou")
    places.hand_out(plan, "350100")
    say("350100", made, 7)
    say("350000", made, 10)

    html = page(client, places.provincial("350000", "reader"), f"{LIST}{made.pk}/")

    assert "10 teams" in re.search(r'class="target-figure num">([^<]+)<', html)[1]
    assert len(re.findall(r"#entry-\d+", html)) == 2


def test_the_task_page_has_a_line_for_each_target(client, hospitals):
    html = page(client, places.provincial("420000", "reader"), "/plans/p/tasks/1.1/")

    block = html[html.index("<h3>Targets</h3>") :]
    assert re.search(rf'href="/plans/p/targets/{hospitals.pk}/">Hospitals in the pilot</a>', block)
    assert re.search(r'class="num strong">([^<]+)<', block)[1] == "8.75%"
    assert "target 20%" in block


def test_the_form_of_a_report_asks_for_the_two_numbers_with_the_last_value_beside(client, hospitals):
    duty = places.local_duty("350000")

    html = page(client, places.provincial("350000", "reader"), f"/duties/{duty.pk}/report/")

    names = re.findall(r'name="(reading_\w+)"', html)
    assert names == [f"reading_{hospitals.pk}_{part}" for part in ("numerator", "denominator", "on", "note")]
    assert "hospitals in the pilot" in html
    assert "last: 30% (30 / 100) on 2018-10-10" in html


def test_the_lead_is_not_asked_for_what_every_place_owes(client, hospitals):
    html = page(client, factories.officer(), f"/duties/{factories.duty().pk}/report/")

    assert re.findall(r'name="(reading_\w+)"', html) == []


def send(client, duty, **said):
    words = {"version": duty.version, "percent": "60", "note": "as it is", "reason": "late"}
    return client.post(f"/duties/{duty.pk}/report/", words | said)


def test_values_are_sent_with_the_report(client, hospitals):
    duty, pk = places.local_duty("350000"), hospitals.pk
    client.force_login(places.provincial("350000", "reader"))

    with at("2018-11-21"):
        answer = send(
            client, duty,
            **{f"reading_{pk}_numerator": "40", f"reading_{pk}_denominator": "100", f"reading_{pk}_on": ""},
        )  # fmt: skip

    newest = Reading.objects.order_by("-pk")[0]
    assert answer.status_code == 302
    assert (newest.value, newest.on, newest.entry.percent) == (40, date("2018-11-21"), 60)


def test_a_report_without_a_value_is_as_before(client, hospitals):
    duty, before = places.local_duty("350000"), Reading.objects.count()
    client.force_login(places.provincial("350000", "reader"))

    answer = send(client, duty, **{f"reading_{hospitals.pk}_on": "2018-10-10"})

    assert (answer.status_code, Reading.objects.count()) == (302, before)


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"numerator": "5", "denominator": "0"}, "denominator", "This must be more than zero."),
        ({"numerator": "5", "denominator": ""}, "denominator", "A share needs both numbers."),
        ({"numerator": "NaN", "denominator": "5"}, "numerator", "Enter a number."),
        ({"numerator": "9", "denominator": "5"}, "numerator", "A part is never more than the whole."),
        ({"numerator": "", "denominator": "", "note": "x"}, "numerator", "A share needs both numbers."),
    ],
)
def test_a_refusal_keeps_everything_and_stands_beside_its_field(client, hospitals, said, field, sentence):
    duty, pk, before = places.local_duty("350000"), hospitals.pk, Reading.objects.count()
    client.force_login(places.provincial("350000", "reader"))

    answer = send(client, duty, **{f"reading_{pk}_{name}": value for name, value in said.items()})

    html = answer.content.decode()
    assert (answer.status_code, Reading.objects.count()) == (400, before)
    after = html[html.index(f'name="reading_{pk}_{field}"') :]
    assert re.search(r'class="errorlist"[^>]*><li>([^<]+)', after)[1] == sentence
    assert "as it is" in html
    typed = [value for value in said.values() if value]
    assert [value for value in typed if f'value="{value}"' in html] == typed


@pytest.mark.parametrize("role", [UserRole.SYSTEM_ADMIN, UserRole.AUDIT_ADMIN, None])
def test_who_has_no_business_with_plans_gets_404(client, hospitals, role):
    client.force_login(factories.user(role))

    for address in (LIST, f"{LIST}{hospitals.pk}/", f"{LIST}export/csv/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/plans/none/targets/", "/plans/p/targets/999999/", f"{LIST}export/pdf/"]
)
def test_what_is_not_there_is_404(client, hospitals, address):
    client.force_login(auditor())

    assert client.get(address).status_code == 404


def test_a_target_of_another_plan_is_404_under_this_one(client, hospitals):
    factories.plan("second", lead="MOF")
    other = target(LEVEL, slug="second")
    client.force_login(auditor())

    assert client.get(f"{LIST}{other.pk}/").status_code == 404


def test_a_plan_without_targets_says_so(client, plan):
    assert "This plan states no targets" in page(client, auditor())


@pytest.mark.parametrize(("language", "word"), [("en", "Task"), ("zh-hans", "任务")])
def test_it_speaks_both_languages(client, hospitals, language, word):
    client.cookies["django_language"] = language

    html = page(client, auditor())

    assert f'<th scope="col">{word}' in html


@pytest.mark.parametrize("count", [1, 3])
def test_seven_queries_for_any_number_of_targets_places_and_values(
    client, django_assert_num_queries, plan, count
):
    made = [target(title_en=f"T{n}", title_zh=f"指标{n}") for n in range(count)]
    for code in ("350000", "420000", "320000")[:count]:
        for one in made:
            say(code, one, 1, 10)
    client.force_login(auditor())
    client.get(LIST)

    # session, user with posts; plan; targets; places, who carries out, newest values
    with django_assert_num_queries(7):
        client.get(LIST)
    # the same, all values instead of the newest; duties in sight, what was said
    with django_assert_num_queries(9):
        client.get(f"{LIST}{made[0].pk}/")


def test_the_files_hold_what_the_page_shows(client, hospitals):
    client.force_login(auditor())

    rows = client.get(f"{LIST}export/csv/?state=met"), client.get(f"{LIST}export/csv/")
    texts = [b"".join(answer.streaming_content).decode("utf-8-sig").splitlines() for answer in rows]

    assert [line.split(",")[:6] for line in texts[1][1:]] == [
        ['"1.1"', '"Hospitals in the pilot"', '"20% of the hospitals"', '"20%"', '"8.75%"', '"8.75"']
    ]
    assert [line.split(",")[1] for line in texts[0][1:]] == ['""']


def test_the_file_of_one_target_holds_every_place_and_nobodys_words(client, hospitals):
    client.force_login(places.provincial("350000", "reader"))

    answer = client.get(f"{LIST}{hospitals.pk}/export/csv/")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert sorted(line.split(",")[0] for line in text.splitlines()[1:]) == [
        '"Fujian"',
        '"Hubei"',
        '"Jiangsu"',
    ]
    assert "own words" not in text


def test_a_place_has_the_targets_whose_measures_it_carries_out(plan):
    asked, other = target(), target(LEVEL)
    say("350000", other, 50)
    fujian, beijing = Jurisdiction.objects.get(code="350000"), places.province("110000")

    found = [(line.target, line.standing.state) for line in positions.for_place(plan, fujian, None)]

    assert found == [(asked, TargetState.NONE), (other, TargetState.OPEN)]
    assert positions.for_place(plan, beijing, None) == []
    before = positions.for_place(plan, fujian, date("2018-10-09"))
    assert [(line.target, line.value) for line in before] == [(asked, None), (other, None)]
    assert positions.for_place(plan, fujian, date("2018-07-01")) == []


def test_a_place_costs_one_query(plan, django_assert_num_queries):
    for _n in range(3):
        say("350000", target(), 1, 10)
    fujian = Jurisdiction.objects.get(code="350000")

    with django_assert_num_queries(1):
        positions.for_place(plan, fujian, None)


def test_a_target_is_due_with_its_measure(plan):
    made = target(LEVEL)
    Deadline.objects.create(measure=Measure.objects.get(), position=1, date="2018-10-31")

    due = positions.aim_of(positions.of_plan(Plan.objects.get()).get())
    own = positions.of_plan(Plan.objects.get())
    type(made).objects.update(due_on="2018-11-30")

    assert (due.due_on, positions.aim_of(own.get()).due_on) == (date("2018-10-31"), date("2018-11-30"))
