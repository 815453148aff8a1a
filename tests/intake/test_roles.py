"""What responsibility clauses say, in the wordings of both languages."""

import pytest

from tasks.intake.roles import ranked, read_duties
from tests.intake.names import GAZETTEER

LEAD, CO, PART = "lead", "co_responsible", "participating"


def read(clause: str, language: str, *, first_leads: bool = False):
    duties = read_duties(clause, (0, len(clause)), GAZETTEER, language)
    mode, roles = ranked(duties, first_leads=first_leads)
    return mode, [(named.name, role) for named, role in roles], bool(duties.openings)


@pytest.mark.parametrize(
    ("clause", "mode", "roles", "is_open"),
    [
        ("财政部负责", "lead_first", [("财政部", LEAD)], False),
        ("财政部、教育部负责", "joint", [("财政部", CO), ("教育部", CO)], False),
        (
            "财政部牵头,教育部、民政部配合",
            "lead_first",
            [("财政部", LEAD), ("教育部", CO), ("民政部", CO)],
            False,
        ),
        ("由财政部会同教育部负责", "lead_first", [("财政部", LEAD), ("教育部", CO)], False),
        ("财政部、教育部按职责分工负责", "respective", [("财政部", LEAD), ("教育部", LEAD)], False),
        ("财政部、教育部分别负责", "respective", [("财政部", LEAD), ("教育部", LEAD)], False),
        ("财政部会同有关部门负责", "lead_first", [("财政部", LEAD)], True),
        ("财政部、教育部等部门负责", "joint", [("财政部", CO), ("教育部", CO)], True),
        ("责任单位:财政部、省教育厅", "joint", [("财政部", CO), ("省教育厅", CO)], False),
        ("牵头单位:财政部;配合单位:教育部", "lead_first", [("财政部", LEAD), ("教育部", CO)], False),
        ("财政部牵头,教育部参加", "lead_first", [("财政部", LEAD), ("教育部", PART)], False),
        ("财政部负责制定办法,教育部配合", "lead_first", [("财政部", LEAD), ("教育部", CO)], False),
        (
            "财政部牵头,国务院相关部门及各地区按职责分工负责",
            "lead_first",
            [("财政部", LEAD), ("各地区", CO)],
            True,
        ),
        (
            "财政部、教育部负责,排在第一位的为牵头部门,下同",
            "lead_first",
            [("财政部", LEAD), ("教育部", CO)],
            False,
        ),
        (
            "责任单位:财政部、教育部〔列首位的为牵头单位,下同〕",
            "lead_first",
            [("财政部", LEAD), ("教育部", CO)],
            False,
        ),
    ],
)
def test_chinese_clauses(clause, mode, roles, is_open):
    assert read(clause, "zh") == (mode, roles, is_open)


@pytest.mark.parametrize(
    ("clause", "mode", "roles", "is_open"),
    [
        ("Responsible by the Ministry of Finance", "lead_first", [("Ministry of Finance", LEAD)], False),
        ("NHC, MOE and NDRC are responsible", "joint", [("NHC", CO), ("MOE", CO), ("NDRC", CO)], False),
        ("NHC and MOE are respectively responsible", "respective", [("NHC", LEAD), ("MOE", LEAD)], False),
        ("NHC and MOE are responsible respectively", "respective", [("NHC", LEAD), ("MOE", LEAD)], False),
        ("led by NHC, with the participation of MOE", "lead_first", [("NHC", LEAD), ("MOE", PART)], False),
        ("NHC takes the lead, MOE cooperates", "lead_first", [("NHC", LEAD), ("MOE", CO)], False),
        ("Lead unit: NHC; supporting units: MOE", "lead_first", [("NHC", LEAD), ("MOE", CO)], False),
        ("NHC, MOE and other departments are responsible", "joint", [("NHC", CO), ("MOE", CO)], True),
        (
            "The NHC and the MOE are respectively responsible, with the participation of NDRC",
            "respective",
            [("NHC", LEAD), ("MOE", LEAD), ("NDRC", PART)],
            False,
        ),
        (
            "Led by NHC, and MOE and NDRC are responsible according to their duties",
            "lead_first",
            [("NHC", LEAD), ("MOE", CO), ("NDRC", CO)],
            False,
        ),
        (
            "NHC and MOE are responsible, with the lead department ranking first, the same below",
            "lead_first",
            [("NHC", LEAD), ("MOE", CO)],
            False,
        ),
        (
            "NHC shall take the lead, and MOE shall be responsible according to the division of duties",
            "lead_first",
            [("NHC", LEAD), ("MOE", CO)],
            False,
        ),
    ],
)
def test_english_clauses(clause, mode, roles, is_open):
    assert read(clause, "en") == (mode, roles, is_open)


def test_a_ranking_stated_before_makes_the_first_name_lead():
    assert read("财政部、教育部负责", "zh", first_leads=True)[:2] == (
        "lead_first",
        [("财政部", LEAD), ("教育部", CO)],
    )
