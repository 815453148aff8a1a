"""Comparing two plans: which task answers to which, and what of it has changed."""

import json
import random
import time
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from tasks.comparison.comparing import Change, Comparison, Pair, Shift, compare
from tasks.comparison.sides import numbers
from tasks.comparison.word_diff import Segment, compare_wordings
from tests.tasks.editions import FIRST, SECOND, duty, measure, notice, numbered, task

PLAN = json.loads((Path(settings.BASE_DIR) / "data/plans/2018-h2.json").read_text(encoding="utf-8"))


def told(comparison: Comparison) -> list[tuple[list[str], list[str], list[str]]]:
    """Numbers on the left, numbers on the right and the changes of every pair."""
    return [
        ([side.number for side in pair.lefts], [side.number for side in pair.rights], list(pair.changes))
        for pair in comparison.pairs
    ]


def only(left: dict, right: dict) -> Pair:
    """What became of the one task of each."""
    [pair] = compare(notice([left]), notice([right])).pairs
    return pair


def test_a_plan_compared_with_itself_is_unchanged():
    comparison = compare(PLAN, PLAN)

    assert {change: count for change, count in comparison.counts().items() if count} == {Change.UNCHANGED: 50}


def test_another_translation_is_matched_task_by_task():
    comparison = compare(notice(numbered(FIRST)), notice(numbered(SECOND)))

    assert told(comparison) == [([f"1.{n}"], [f"1.{n}"], ["reworded"]) for n in range(1, 9)]


def test_blanks_case_and_the_width_of_signs_are_no_rewording():
    left, right = measure("Open ten clinics（all new）."), measure("Open  ten clinics(All new).")

    assert only(task("1.1", left), task("1.1", right)).changes == (Change.UNCHANGED,)


def test_what_has_no_counterpart_is_dropped_or_added_in_its_place():
    left = notice(numbered(FIRST[:4]))
    right = notice(numbered((FIRST[0], FIRST[5], *FIRST[2:4])))

    assert told(compare(left, right)) == [
        (["1.1"], ["1.1"], ["unchanged"]),
        (["1.2"], [], ["dropped"]),
        ([], ["1.2"], ["added"]),
        (["1.3"], ["1.3"], ["unchanged"]),
        (["1.4"], ["1.4"], ["unchanged"]),
    ]


def test_a_task_in_another_area_has_moved_and_one_with_another_number_is_renumbered():
    left = notice(numbered(FIRST[:4]), numbered(FIRST[4:], 2))
    right = notice(
        [task("1.1", FIRST[0]), task("1.2", FIRST[1]), task("1.3", FIRST[3])],
        [*numbered(FIRST[4:], 2), task("2.5", FIRST[2])],
    )

    changed = [row for row in told(compare(left, right)) if row[2] != ["unchanged"]]
    assert changed == [(["1.3"], ["2.5"], ["moved"]), (["1.4"], ["1.3"], ["renumbered"])]


def test_an_area_put_in_front_moves_no_task():
    left = notice(numbered(FIRST[:3]))
    right = notice(numbered(FIRST[5:]), numbered(FIRST[:3], 2))

    comparison = compare(left, right)

    names = [
        (group.left and group.left.number, group.right and group.right.number) for group in comparison.groups
    ]
    assert names == [(None, "1"), ("1", "2")]
    assert comparison.counts()[Change.MOVED] == 0
    assert comparison.counts()[Change.RENUMBERED] == 3


def test_a_task_cut_in_two_is_split():
    left = notice([task("1.1", FIRST[0], FIRST[1]), task("1.2", FIRST[2])])
    right = notice(numbered(FIRST[:3]))

    assert told(compare(left, right))[0] == (["1.1"], ["1.1", "1.2"], ["split"])


def test_two_tasks_in_one_are_merged():
    left = notice(numbered(SECOND[:3]))
    right = notice([task("1.1", SECOND[0], SECOND[1]), task("1.2", SECOND[2])])

    assert told(compare(left, right))[0] == (["1.1", "1.2"], ["1.1"], ["merged"])


def test_a_new_task_is_not_a_part_of_one_that_kept_its_words():
    left = notice(numbered(FIRST[:2]))
    right = notice([*numbered(FIRST[:2]), task("1.3", "Open fever clinics in all county hospitals.")])

    assert told(compare(left, right))[2] == ([], ["1.3"], ["added"])


def test_a_change_of_lead_is_no_rewording():
    left = task("1.1", measure(FIRST[0], duty("NHC"), duty("MOF", "co_responsible")))
    right = task("1.1", measure(FIRST[0], duty("NHSA"), duty("MOF", "co_responsible")))

    pair = only(left, right)

    assert pair.changes == (Change.LEAD,)
    assert pair.shifts == {Change.LEAD: Shift(("NHC",), ("NHSA",))}


def test_of_other_roles_only_those_that_differ_are_told():
    others = [duty("MOF", "co_responsible"), duty("MOE", "participating")]
    left = task("1.1", measure(FIRST[0], duty("NHC"), *others))
    right = task("1.1", measure(FIRST[0], duty("NHC"), others[0], duty("MOE", "co_responsible")))

    pair = only(left, right)

    assert pair.changes == (Change.ROLES,)
    assert pair.shifts[Change.ROLES] == Shift((("MOE", "participating"),), (("MOE", "co_responsible"),))


def test_two_that_change_places_are_one_change_of_lead():
    left = task("1.1", measure(FIRST[0], duty("NHC"), duty("NHSA", "co_responsible")))
    right = task("1.1", measure(FIRST[0], duty("NHSA"), duty("NHC", "co_responsible")))

    assert only(left, right).changes == (Change.LEAD,)


def test_an_edition_that_names_nobody_has_not_dropped_every_lead():
    left = notice([task("1.1", measure(FIRST[0], duty("NHC"))), task("1.2", measure(FIRST[1], duty("MOF")))])

    comparison = compare(left, notice(numbered(FIRST[:2])))

    assert comparison.agencies_compared is False
    assert comparison.counts()[Change.UNCHANGED] == 2


@pytest.mark.parametrize(
    ("before", "after", "shift"),
    [
        ("2018-09-30", "2018-10-31", Shift(("2018-09-30",), ("2018-10-31",))),
        ("", "2018-10-31", Shift(("2018-12-31",), ("2018-10-31",))),
        ("2018-12-31", "", None),
    ],
)
def test_a_deadline_not_stated_is_the_end_of_the_period(before, after, shift):
    left, right = (task("1.1", measure(FIRST[0], date=date)) for date in (before, after))

    assert only(left, right).shifts == ({Change.DEADLINE: shift} if shift else {})


def test_another_period_alone_moves_no_deadline():
    comparison = compare(notice(numbered(FIRST)), notice(numbered(FIRST), end="2019-12-31"))

    assert comparison.counts()[Change.UNCHANGED] == 8


def test_a_changed_target_is_told_and_one_that_stays_is_not():
    left = task("1.1", measure(FIRST[0], target=60), measure("Report on it.", target=20))
    right = task("1.1", measure(FIRST[0], target=65), measure("Report on it.", target=20))

    shift = only(left, right).shifts[Change.TARGET]

    assert [[aim.text for aim in side] for side in (shift.before, shift.after)] == [["60%"], ["65%"]]


def in_chinese(plan: dict, *, without: tuple[str, ...] = ()) -> dict:
    """The plan as a Chinese document of its Chinese titles, which is what its English titles say too."""
    areas = [
        [
            task(
                one["number"],
                *(measure(one["title_zh"], *part["responsibilities"]) for part in one["measures"]),
            )
            for one in area["tasks"]
            if one["number"] not in without
        ]
        for area in plan["areas"]
    ]
    return notice(*areas, language="zh")


def test_across_languages_titles_kept_in_both_lead_to_the_counterpart():
    comparison = compare(PLAN, in_chinese(PLAN, without=("1.3", "4.2")))

    rows = told(comparison)
    assert [row for row in rows if row[0] != row[1]] == [
        (["1.3"], [], ["dropped"]),
        (["4.2"], [], ["dropped"]),
    ]
    assert comparison.counts()[Change.UNCHANGED] == 0


def test_across_languages_agencies_and_order_do_without_titles():
    bodies = ["NHC", "MOF", "NHC", "MOE", "NHSA", "MOF"]
    left = [task(f"1.{n}", measure(FIRST[n - 1], duty(body))) for n, body in enumerate(bodies, 1)]
    right = [
        task(f"1.{n}", measure("完成任务", duty(body))) for n, body in enumerate(bodies[:3] + bodies[4:], 1)
    ]

    comparison = compare(notice(left), notice(right, language="zh"))

    assert [row[:2] for row in told(comparison)] == [
        (["1.1"], ["1.1"]), (["1.2"], ["1.2"]), (["1.3"], ["1.3"]), (["1.4"], []), (["1.5"], ["1.4"]),
        (["1.6"], ["1.5"]),
    ]  # fmt: skip
    assert {pair.wording for pair in comparison.pairs} == {None}


def test_plans_about_other_things_share_no_task():
    left = notice(numbered(FIRST[:4]))
    right = notice(numbered(("Plant poplars along the canal.", "Mend the harbour wall before winter comes.")))

    assert compare(left, right).counts()[Change.ADDED] == 2
    assert compare(left, right).counts()[Change.DROPPED] == 4


def test_words_that_differ_are_marked_and_the_others_are_not():
    wording = compare_wordings("Open ten clinics by June.", "Open twelve clinics by June.")

    assert wording.left == (
        Segment("equal", "Open "), Segment("delete", "ten"), Segment("equal", " clinics by June."),
    )  # fmt: skip
    assert [segment.text for segment in wording.right if segment.kind == "insert"] == ["twelve"]


def test_a_small_word_between_two_changes_is_a_part_of_them():
    wording = compare_wordings("To establish and improve the service.", "To found and perfect the service.")

    assert [segment.text for segment in wording.left if segment.kind == "delete"] == ["establish and improve"]
    assert [segment.text for segment in wording.right if segment.kind == "insert"] == ["found and perfect"]


def test_chinese_is_compared_sign_by_sign():
    wording = compare_wordings("推进分级诊疗制度建设", "加快推进分级诊疗体系建设")

    assert [segment.text for segment in wording.left if segment.kind == "delete"] == ["制度"]
    assert [segment.text for segment in wording.right if segment.kind == "insert"] == ["加快", "体系"]


@pytest.mark.parametrize(
    ("left", "right"),
    [("的医" * 600, "医医的" * 400), ("。" * 5000, "。医" * 5000), ("go on. " * 9000, "on go. " * 9000)],
)
def test_a_text_that_repeats_itself_is_compared_in_bounded_time(left, right):
    started = time.process_time()

    wording = compare_wordings(left, right)

    assert "".join(segment.text for segment in wording.left) == left
    assert time.process_time() - started < 2


texts = st.text(alphabet=st.sampled_from("ab 12.,。；的医院 \n"), max_size=60)


@given(texts, texts)
def test_the_segments_of_each_side_give_its_text_again(left, right):
    wording = compare_wordings(left, right)

    assert "".join(segment.text for segment in wording.left) == left
    assert "".join(segment.text for segment in wording.right) == right
    assert {segment.kind for segment in wording.left} <= {"equal", "delete"}
    assert {segment.kind for segment in wording.right} <= {"equal", "insert"}
    assert 0 <= wording.similarity <= 100


def test_a_number_is_one_however_it_is_written():
    assert numbers("280,000 people") == numbers("28万人") == numbers("0.28 million") == {"280000"}


plans = st.lists(
    st.lists(st.sampled_from(FIRST + SECOND + ("", "医院改革", "完成任务")), max_size=4), max_size=3
)


@given(plans, plans, st.sampled_from(["en", "zh"]))
def test_every_task_of_both_sides_is_told_exactly_once(left, right, language):
    ours = notice(*(numbered(tuple(texts), n) for n, texts in enumerate(left, 1)))
    theirs = notice(*(numbered(tuple(texts), n) for n, texts in enumerate(right, 1)), language=language)

    pairs = compare(ours, theirs).pairs

    assert sorted(side.position for pair in pairs for side in pair.lefts) == list(range(sum(map(len, left))))
    assert sorted(side.position for pair in pairs for side in pair.rights) == list(
        range(sum(map(len, right)))
    )


def test_plans_of_three_hundred_tasks_are_compared_in_a_few_seconds():
    rng = random.Random(2018)
    words = [word for area in PLAN["areas"] for one in area["tasks"] for word in one["text"].split()]
    before = [rng.choices(words, k=100) for _ in range(300)]
    after = [[word for word in text if rng.random() > 0.2] for text in before]
    left, right = (notice(numbered(tuple(map(" ".join, side)))) for side in (before, after))

    started = time.process_time()
    comparison = compare(left, right)

    assert comparison.counts()[Change.REWORDED] == 300
    assert time.process_time() - started < 6  # twice what is allowed: the machine may be busy
