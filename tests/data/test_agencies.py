"""Agencies: who they are, every name they bear, and who succeeded whom."""

import re
from datetime import date

import pytest

from tests.data.files import (
    BY_NAME,
    MEASURES,
    REFERENCE,
    fold,
    resolve,
    successions_of,
    words,
)

AGENCY_KINDS = words("ministry commission administration bureau party mass_organisation military office")
NAMED_BY_THE_PLAN = {
    *words("NHC NHSA NATCM CDPF MOF MOHRSS NDRC MARA CBIRC STA ACFTU NMPA MOST MIIT SASAC MOFCOM SAMR"),
    *words("MOE GAS GACC COD CMC-LSD-HB CPAD MCA NBS"),
}


def test_the_plan_names_exactly_25_bodies_and_all_are_known():
    known = {agency["code"] for agency in REFERENCE["agencies"]}
    used = {r["agency"] for _, _, m in MEASURES for r in m["responsibilities"]}

    assert len(NAMED_BY_THE_PLAN) == 25
    assert used == NAMED_BY_THE_PLAN
    assert used < known


def test_every_agency_is_complete_and_its_code_is_used_once():
    codes = [agency["code"] for agency in REFERENCE["agencies"]]

    assert len(codes) == len(set(codes))
    for agency in REFERENCE["agencies"]:
        assert agency["kind"] in AGENCY_KINDS
        assert agency["jurisdiction"] == "CN"
        assert all(agency[key] for key in ("name_en", "name_zh", "short_en", "short_zh"))


def test_only_predecessors_are_dissolved():
    dissolved = {agency["code"] for agency in REFERENCE["agencies"] if agency["dissolved_on"]}

    assert dissolved == {row["predecessor"] for row in REFERENCE["successions"]}
    assert dissolved.isdisjoint(NAMED_BY_THE_PLAN)


def test_no_name_occurs_twice_after_folding_case_and_white_space():
    assert len(BY_NAME) == len(REFERENCE["names"])


def test_every_name_belongs_to_a_known_agency_and_says_its_language_and_kind():
    known = {agency["code"] for agency in REFERENCE["agencies"]}

    for row in REFERENCE["names"]:
        assert row["agency"] in known
        assert row["language"] == ("zh" if re.search(r"[一-鿿]", row["name"]) else "en")
        assert row["kind"] in {"official", "short", "translation", "former"}


def test_an_agency_is_found_under_each_name_it_calls_itself():
    for agency in REFERENCE["agencies"]:
        for key in ("code", "name_en", "name_zh", "short_en", "short_zh"):
            assert BY_NAME[fold(agency[key])] == agency["code"]


def test_successions_join_known_agencies_on_the_day_of_the_change():
    agencies = {agency["code"]: agency for agency in REFERENCE["agencies"]}

    for code in {row["predecessor"] for row in REFERENCE["successions"]}:
        first = successions_of(code)[0]
        assert first["on"] == agencies[code]["dissolved_on"]
        assert agencies[first["successor"]]["founded_on"] == first["on"]
    for row in REFERENCE["successions"]:
        assert row["successor"] in agencies
        assert date.fromisoformat(row["on"]).year == 2018
        assert row["note_en"]
        assert row["note_zh"]


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("CBRC", "2018-07-01", "CBIRC"),
        ("CBRC", "2018-04-07", "CBRC"),
        ("China Banking Regulatory Commission", "2018-07-01", "CBIRC"),
        ("国家卫生计生委", "2018-07-01", "NHC"),
        ("China Food and Drug Administration", "2018-07-01", "NMPA"),
        ("质检总局", "2018-07-01", "SAMR"),
        ("National Health and Health Commission", "2022-07-28", "NHC"),
        ("人力资源社会保障部", "2018-07-01", "MOHRSS"),
        ("发展改革委", "2018-07-01", "NDRC"),
        ("中央军委后勤保障部卫生局", "2018-07-01", "CMC-LSD-HB"),
        ("a name nobody bears", "2018-07-01", None),
    ],
)
def test_a_name_resolves_to_the_body_answering_for_it_on_the_date(name, on, code):
    assert resolve(name, on) == code
