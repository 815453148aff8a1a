"""Agencies: who they are, every name they bear, and who succeeded whom."""

import re
from datetime import date

import pytest

from agencies.names import name_key
from agencies.naming import CODE
from tests.data.files import (
    BY_NAME,
    JURISDICTIONS,
    MEASURES,
    REFERENCE,
    fold,
    resolve,
    successions_of,
    words,
)

AGENCY_KINDS = words(
    "ministry commission administration bureau party mass_organisation military office institution judicial"
)
IN_THE_ORDER_OF_THE_PLAN = [
    *words("NHC NHSA NATCM CDPF MOF MOHRSS NDRC MARA CBIRC STA ACFTU NMPA MOST MIIT SASAC MOFCOM SAMR"),
    *words("MOE GAS GACC COD CMC-LSD-HB CPAD MCA NBS"),
]
NAMED_BY_THE_PLAN = set(IN_THE_ORDER_OF_THE_PLAN)
CONSTITUENT_DEPARTMENTS = words(
    "外交部 国防部 国家发展和改革委员会 教育部 科学技术部 工业和信息化部 国家民族事务委员会"
    " 公安部 国家安全部 民政部 司法部 财政部 人力资源和社会保障部 自然资源部 生态环境部"
    " 住房和城乡建设部 交通运输部 水利部 农业农村部 商务部 文化和旅游部 国家卫生健康委员会"
    " 退役军人事务部 应急管理部 中国人民银行 审计署"
)
BUREAUS_RUN_BY_MINISTRIES = words(
    "国家信访局 国家粮食和物资储备局 国家能源局 国家国防科技工业局 国家烟草专卖局 国家移民管理局"
    " 国家林业和草原局 国家铁路局 中国民用航空局 国家邮政局 国家文物局 国家中医药管理局"
    " 国家煤矿安全监察局 国家外汇管理局 国家药品监督管理局 国家知识产权局"
)


def test_the_plan_names_exactly_25_bodies_and_all_are_known():
    known = {agency["code"] for agency in REFERENCE["agencies"]}
    used = {r["agency"] for _, _, m in MEASURES for r in m["responsibilities"]}

    assert len(NAMED_BY_THE_PLAN) == 25
    assert used == NAMED_BY_THE_PLAN
    assert used < known


def test_the_25_bodies_of_the_plan_stand_first_in_their_order():
    codes = [agency["code"] for agency in REFERENCE["agencies"]]

    assert codes[:25] == IN_THE_ORDER_OF_THE_PLAN


@pytest.mark.parametrize("name", CONSTITUENT_DEPARTMENTS + BUREAUS_RUN_BY_MINISTRIES)
def test_every_department_and_bureau_of_the_state_council_of_2018_is_a_body_of_today(name):
    bodies = {agency["code"]: agency for agency in REFERENCE["agencies"]}

    assert bodies[BY_NAME[fold(name)]]["dissolved_on"] is None


def test_the_state_council_of_2018_has_26_departments_and_16_bureaus_under_them():
    departments = {BY_NAME[fold(name)] for name in CONSTITUENT_DEPARTMENTS}
    bureaus = {BY_NAME[fold(name)] for name in BUREAUS_RUN_BY_MINISTRIES}

    assert (len(departments), len(bureaus), departments & bureaus) == (26, 16, set())


def test_every_agency_is_complete_and_its_code_is_used_once():
    codes = [agency["code"] for agency in REFERENCE["agencies"]]

    assert len(codes) == len(set(codes))
    assert [code for code in codes if not CODE.fullmatch(code)] == []
    for agency in REFERENCE["agencies"]:
        assert agency["kind"] in AGENCY_KINDS
        assert all(agency[key] for key in ("name_en", "name_zh", "short_en", "short_zh"))


def test_every_place_below_the_nation_has_one_reform_office_that_answers_for_it():
    offices = [row for row in REFERENCE["agencies"] if row["jurisdiction"] != "CN"]
    places = sorted(place["code"] for place in JURISDICTIONS if place["code"] != "CN")

    assert sorted(row["jurisdiction"] for row in offices) == places
    assert {row["kind"] for row in offices} == {"office"}


def test_only_predecessors_are_dissolved():
    dissolved = {agency["code"] for agency in REFERENCE["agencies"] if agency["dissolved_on"]}

    assert dissolved == {row["predecessor"] for row in REFERENCE["successions"]}
    assert dissolved.isdisjoint(NAMED_BY_THE_PLAN)


def test_no_name_occurs_twice_after_folding_case_and_white_space():
    assert len(BY_NAME) == len(REFERENCE["names"])


def test_no_two_names_have_the_key_by_which_the_portal_looks_them_up():
    keys = {name_key(row["name"]) for row in REFERENCE["names"]}

    assert (len(keys), "" in keys) == (len(REFERENCE["names"]), False)


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
        assert agencies[first["successor"]]["founded_on"] in (first["on"], None)
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
        ("国土资源部", "2018-04-09", "MLR"),
        ("国土资源部", "2018-07-01", "MNR"),
        ("海洋局", "2018-12-11", "MNR"),
        ("环境保护部", "2018-07-01", "MEE"),
        ("Ministry of Environmental Protection", "2018-07-01", "MEE"),
        ("文化部", "2018-07-01", "MCT"),
        ("国家旅游局", "2018-07-01", "MCT"),
        ("国家安全生产监督管理总局", "2018-07-01", "MEM"),
        ("国家新闻出版广电总局", "2018-07-01", "NRTA"),
        ("国家林业局", "2018-07-01", "NFGA"),
        ("国家粮食局", "2018-07-01", "NFSRA"),
        ("国务院法制办", "2018-07-01", "MOJ"),
        ("国务院南水北调办", "2018-07-01", "MWR"),
        ("监察部", "2018-07-01", "NCS"),
        ("住房城乡建设部", "2018-07-01", "MOHURD"),
        ("中央网信办", "2018-07-01", "CAC"),
        ("国家互联网信息办公室", "2018-07-01", "CAC"),
        ("应急部", "2018-12-11", "MEM"),
        ("a name nobody bears", "2018-07-01", None),
    ],
)
def test_a_name_resolves_to_the_body_answering_for_it_on_the_date(name, on, code):
    assert resolve(name, on) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("银保监会", "CBIRC"),
        ("国家金融监督管理总局", "NFRA-FIN"),
        ("国务院扶贫办", "CPAD"),
        ("国家乡村振兴局", "NRRA"),
    ],
)
def test_bodies_that_later_reforms_made_do_not_answer_for_those_of_the_plan(name, code):
    assert resolve(name, "2026-01-01") == code


@pytest.mark.parametrize(
    "name", ["铁路局", "林业局", "旅游局", "公安局", "法制办", "中央纪委国家监委", "NFRA", "DRC", "人行"]
)
def test_a_wording_that_means_other_bodies_too_is_left_out(name):
    assert resolve(name, "2018-07-01") is None
