"""Lists of bodies: split where a name ends, looked up whole, never guessed."""

import pytest

from tasks.intake.names import read_list
from tests.intake.names import GAZETTEER


def read(text: str, language: str):
    listed = read_list(text, (0, len(text)), GAZETTEER, language)
    return [(named.name, named.code) for named in listed.names]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("财政部、教育部", [("财政部", "MOF"), ("教育部", "MOE")]),
        ("工业和信息化部和文化和旅游部", [("工业和信息化部", "MIIT"), ("文化和旅游部", None)]),
        ("省发展改革委、发展改革委", [("省发展改革委", None), ("发展改革委", "NDRC")]),
        ("住房和城乡建设部及各省级人民政府", [("住房和城乡建设部", None), ("各省级人民政府", None)]),
        ("省林草局,各市、州人民政府", [("省林草局", None), ("各市、州人民政府", None)]),
        ("各县(市、区)人民政府", [("各县(市、区)人民政府", None)]),
        ("财政部等有关部门", [("财政部", "MOF")]),
        ("市教育\n局、财政部", [("市教育局", None), ("财政部", "MOF")]),
        ("共青团中央和全国妇联", [("共青团中央", None), ("全国妇联", None)]),
    ],
)
def test_chinese_lists(text, names):
    assert read(text, "zh") == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the Ministry of Finance and NHC", [("Ministry of Finance", "MOF"), ("NHC", "NHC")]),
        (
            "Ministry of Agriculture and Rural Affairs and Ministry of Culture and Tourism",
            [
                ("Ministry of Agriculture and Rural Affairs", "MARA"),
                ("Ministry of Culture and Tourism", None),
            ],
        ),
        (
            "NHC and state administration of traditional chinese medicine",
            [("NHC", "NHC"), ("state administration of traditional chinese medicine", "NATCM")],
        ),
        (
            "State Administration of Press, Publication, Radio and Film, MOE",
            [("State Administration of Press, Publication, Radio and Film", None), ("MOE", "MOE")],
        ),
        ("NHC, etc.", [("NHC", "NHC")]),
    ],
)
def test_english_lists(text, names):
    assert read(text, "en") == names
