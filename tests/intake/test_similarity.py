"""Whether a text is a known plan in other words."""

import json
from pathlib import Path

import pytest

from tasks.intake.similarity import Nearest, nearest, traits
from tests.tasks.editions import FIRST, SECOND, notice, numbered

PLAN = json.loads((Path(__file__).parents[2] / "data/plans/2018-h2.json").read_text(encoding="utf-8"))
KNOWN = notice(numbered(FIRST[:4]), numbered(FIRST[4:], 2), slug="known")
OTHER = notice(
    numbered(
        (
            "Plant poplars along the canal before the spring floods and water them through two summers.",
            "Mend the harbour wall, paint the lighthouse and pay the fishermen for the days lost.",
            "Give every school orchestra three violins and a teacher who can repair all of them.",
        )
    ),
    slug="other",
)


def test_a_plan_in_another_translation_is_recognised_among_others():
    found = nearest(notice(numbered(SECOND)), [OTHER, KNOWN])

    assert found is not None
    assert (found.slug, found.areas) == ("known", ("1", "2"))
    assert 0.75 <= found.similarity <= 1


def test_a_text_that_is_one_area_of_a_plan_says_which():
    text = "\n".join(("II. About the rest", *SECOND[4:], "Issued by nobody."))

    found = nearest(text, [KNOWN])

    assert found is not None
    assert found.areas == ("2",)


def test_a_plan_that_is_only_a_part_of_the_text_is_recognised_too():
    found = nearest("\n".join(SECOND + tuple(one["text"] for one in OTHER["areas"][0]["tasks"])), [OTHER])

    assert found == Nearest("other", 1.0, ("1",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2018",
        FIRST[0],
        "\n".join(one["text"] for one in OTHER["areas"][0]["tasks"]),
        "深化医药卫生体制改革，推进分级诊疗制度建设，健全现代医院管理制度。" * 5,
    ],
)
def test_what_is_about_other_things_or_too_short_is_nearly_equal_to_nothing(text):
    assert nearest(text, [KNOWN]) is None


def test_a_chinese_text_in_one_line_is_cut_at_its_sentences():
    titles = [
        one["title_zh"] + "，落实牵头部门的责任，年底前报送进展情况" for one in PLAN["areas"][5]["tasks"]
    ]
    known = notice(numbered(tuple(titles)), slug="chinese", language="zh")

    found = nearest("。".join(titles * 3), [known, PLAN])

    assert found is not None
    assert (found.slug, found.areas) == ("chinese", ("1",))


def test_a_plan_is_found_in_front_of_a_very_long_annex():
    annex = [
        f"Row {n} of the annex lists bed {n * 7} in ward {n * 11} of building {n * 13}."
        for n in range(20_000)
    ]

    found = nearest("\n".join((*SECOND, *annex)), [KNOWN])

    assert found is not None
    assert found.slug == "known"


def test_forms_of_a_word_are_one_trait_and_empty_words_are_none():
    assert (
        traits("The standardisation of hospitals")
        == traits("standardise this hospital")
        == {"standa", "hospit"}
    )


def test_neighbouring_signs_are_the_traits_of_chinese():
    assert traits("医疗保险 100") == {"医疗", "疗保", "保险", "100"}
