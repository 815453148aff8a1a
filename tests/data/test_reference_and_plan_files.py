"""The curated files under data/: their shape, and facts checked by hand against the notice."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
NOTICE_LENGTH = 34773  # characters of the English text as found; warnings point into it


def words(text):
    """The words of a text in their order: a list that stays readable when it is long."""
    return text.split()


AGENCY_KINDS = words("ministry commission administration bureau party mass_organisation military office")
NAMED_BY_THE_PLAN = {
    *words("NHC NHSA NATCM CDPF MOF MOHRSS NDRC MARA CBIRC STA ACFTU NMPA MOST MIIT SASAC MOFCOM SAMR"),
    *words("MOE GAS GACC COD CMC-LSD-HB CPAD MCA NBS"),
}
DERIVED_DEADLINE = {"text": "Second Half of 20 18", "date": "2018-12-31", "derived": True}
MEASURE_KEYS = {"text", "clause", "mode", "open_ended", "responsibilities", "deadlines", "targets"}
COMPARATORS = {"=", ">=", "<=", ">", "<", "increase_by", "range"}


def read(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


JURISDICTIONS = read("jurisdictions.json")
REFERENCE = read("agencies.json")
PLAN = read("plans/2018-h2.json")
TASKS = {task["number"]: task for area in PLAN["areas"] for task in area["tasks"]}
MEASURES = [(number, i, m) for number, task in TASKS.items() for i, m in enumerate(task["measures"])]
TILES = {unit["short_zh"]: unit["tile"] for unit in JURISDICTIONS if unit["tile"]}


def fold(name):
    return re.sub(r"\s+", "", name).casefold()


BY_NAME = {fold(row["name"]): row["agency"] for row in REFERENCE["names"]}


def resolve(name, on):
    """The code of the body that answers for a name on a date (ISO text), else None."""
    code, seen = BY_NAME.get(fold(name)), set()
    while code and code not in seen:
        seen.add(code)
        code = next((s["successor"] for s in successions_of(code) if s["on"] <= on), code)
    return code


def successions_of(code):
    return [row for row in REFERENCE["successions"] if row["predecessor"] == code]


def each_measure():
    return [pytest.param(measure, id=f"{number}-{i + 1}") for number, i, measure in MEASURES]


def each_task():
    return [pytest.param(task, id=number) for number, task in TASKS.items()]


# jurisdictions


def test_the_country_stands_first_without_parent_and_tile():
    assert JURISDICTIONS[0]["code"] == "CN"
    assert JURISDICTIONS[0]["level"] == "nation"
    assert JURISDICTIONS[0]["parent"] is None
    assert JURISDICTIONS[0]["tile"] is None


def test_there_are_31_provinces_and_the_corps_in_the_order_of_the_standard():
    codes = [unit["code"] for unit in JURISDICTIONS[1:]]

    assert len(codes) == 32
    assert codes == sorted(codes)
    assert codes[-1] == "660000"
    assert all(re.fullmatch(r"[1-6]\d0000", code) for code in codes)


def test_every_jurisdiction_carries_the_same_keys_and_an_existing_parent():
    codes = {unit["code"] for unit in JURISDICTIONS}

    for unit in JURISDICTIONS:
        assert list(unit) == ["code", "level", "parent", "name_en", "name_zh", "short_en", "short_zh", "tile"]
    for unit in JURISDICTIONS[1:]:
        assert unit["level"] == "province"
        assert unit["parent"] in codes


@pytest.mark.parametrize("key", ["code", "name_en", "name_zh", "short_en", "short_zh"])
def test_no_two_jurisdictions_share_a(key):
    assert [v for v, n in Counter(unit[key] for unit in JURISDICTIONS).items() if n > 1] == []


def test_the_abbreviations_are_the_customary_ones():
    customary = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵"

    assert "".join(unit["short_zh"] for unit in JURISDICTIONS[1:]) == customary


def test_all_tiles_are_distinct_and_inside_the_grid():
    tiles = [tuple(tile) for tile in TILES.values()]

    assert len(set(tiles)) == 32
    assert all(0 <= column <= 7 and 0 <= row <= 8 for column, row in tiles)


def touch(one, other):
    (column, row), (other_column, other_row) = TILES[one], TILES[other]
    return max(abs(column - other_column), abs(row - other_row)) == 1


NEIGHBOURS = [
    *words("京津 京冀 津冀"),
    *words("冀晋 冀鲁 冀豫 冀蒙 冀辽"),
    *words("晋蒙 晋陕 晋豫 辽吉 吉黑"),
    *words("宁蒙 宁甘 宁陕 甘陕 甘青 甘川 甘新"),
    *words("青新 青藏 青川 藏川 藏云 新兵"),
    *words("川渝 川贵 川云 川陕 云贵 云桂"),
    *words("渝鄂 渝湘 渝贵 渝陕 贵桂 贵湘"),
    *words("桂粤 桂湘 粤琼 粤湘 粤赣 粤闽"),
    *words("闽赣 闽浙 赣浙 赣皖 赣鄂 赣湘"),
    *words("鄂湘 鄂豫 鄂皖 鄂陕 豫鲁 豫皖 豫陕"),
    *words("鲁苏 鲁皖 皖苏 皖浙 苏沪 苏浙 沪浙"),
]


@pytest.mark.parametrize("pair", NEIGHBOURS)
def test_known_neighbours_touch_on_the_tile_map(pair):
    assert touch(*pair)


def test_the_tile_map_keeps_the_compass():
    assert TILES["琼"] == [TILES["粤"][0], TILES["粤"][1] + 1]
    assert max(row for _, row in TILES.values()) == TILES["琼"][1]
    assert max(column for column, _ in TILES.values()) == TILES["沪"][0]
    assert min(row for _, row in TILES.values()) == TILES["黑"][1]
    assert TILES["兵"] == [TILES["新"][0] - 1, TILES["新"][1]]


# agencies


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


# the plan as a whole


def test_the_head_of_the_plan_says_only_what_the_text_says():
    assert PLAN["slug"] == "2018-h2"
    assert PLAN["language"] == "en"
    assert (PLAN["issuer"], PLAN["document_number"], PLAN["issued_on"]) == (None, None, None)
    assert PLAN["period"] == {"start": "2018-07-01", "end": "2018-12-31"}
    assert PLAN["title"].endswith("Key Work in the Second Half of 20 18?")


def test_there_are_seven_areas_with_fifty_tasks_and_66_measures():
    assert [len(area["tasks"]) for area in PLAN["areas"]] == [7, 8, 7, 6, 5, 12, 5]
    assert len(TASKS) == 50
    assert len(MEASURES) == 66


def test_the_areas_carry_the_seven_fields_in_order():
    fields = words("graded_diagnosis hospital_management insurance drugs supervision services related_fields")

    assert [area["field"] for area in PLAN["areas"]] == fields
    assert [area["number"] for area in PLAN["areas"]] == list("1234567")


def test_tasks_are_numbered_by_area_and_ordinal():
    for area in PLAN["areas"]:
        expected = [f"{area['number']}.{i + 1}" for i in range(len(area["tasks"]))]
        assert [task["number"] for task in area["tasks"]] == expected


def test_every_task_and_area_has_short_titles_in_both_languages():
    for heading in [*PLAN["areas"], *TASKS.values()]:
        assert 0 < len(heading["title_en"]) <= 60
        assert 0 < len(heading["title_zh"]) <= 24
    for key in ("title_en", "title_zh"):
        assert len({task[key] for task in TASKS.values()}) == 50


@pytest.mark.parametrize("task", each_task())
def test_every_clause_stands_verbatim_in_its_task(task):
    at = 0
    for measure in task["measures"]:
        at = task["text"].index(measure["clause"], at) + len(measure["clause"])


@pytest.mark.parametrize("task", each_task())
def test_measures_and_clauses_cover_the_text_of_the_task(task):
    rest = task["text"]
    for piece in (m[key] for m in task["measures"] for key in ("text", "clause")):
        rest = rest.lstrip(" \n.")
        assert rest.startswith(piece)
        rest = rest[len(piece) :]
    assert rest.strip(" \n.") == ""


def test_the_official_wording_is_kept_unrepaired():
    assert "By the end of 20 18, all provinces" in TASKS["2.5"]["text"]
    assert TASKS["4.3"]["measures"][0]["text"].endswith("national science and technology plan 20 18.")
    assert all(task["title"] is None for task in TASKS.values())


# measures


@pytest.mark.parametrize("measure", each_measure())
def test_a_measure_has_the_keys_of_the_schema(measure):
    assert set(measure) == MEASURE_KEYS
    assert measure["clause"].startswith("(")
    assert measure["text"]
    assert measure["text"] == measure["text"].strip()
    assert measure["responsibilities"]


@pytest.mark.parametrize("measure", each_measure())
def test_roles_follow_the_mode(measure):
    roles = [r["role"] for r in measure["responsibilities"]]

    if measure["mode"] == "lead_first":
        assert roles == ["lead"] + ["co_responsible"] * (len(roles) - 1)
    else:
        assert measure["mode"] == "respective"
        assert roles[0] == "lead"
        assert set(roles) <= {"lead", "participating"}


@pytest.mark.parametrize("measure", each_measure())
def test_the_mode_is_respective_exactly_where_the_clause_says_respectively(measure):
    assert (measure["mode"] == "respective") == ("respectively" in measure["clause"])
    participates = any(r["role"] == "participating" for r in measure["responsibilities"])
    assert participates == ("with the participation of" in measure["clause"])


@pytest.mark.parametrize("measure", each_measure())
def test_the_list_is_open_exactly_where_the_clause_leaves_it_open(measure):
    assert measure["open_ended"] == bool(re.search(r"and other departments|etc\.", measure["clause"]))


CONNECTING_WORDS = {
    *words("and the is are responsible by for of to with etc other departments respectively participation"),
    *words("take lead according division responsibilities same below department ranking first"),
}


@pytest.mark.parametrize("measure", each_measure())
def test_the_clause_holds_the_names_in_order_and_nothing_else_but_connecting_words(measure):
    rest, left_over = measure["clause"], ""
    for responsibility in measure["responsibilities"]:
        before, name, rest = rest.partition(responsibility["name"])
        assert name
        left_over += before + " "
    words = re.findall(r"\w+", (left_over + rest).casefold())
    assert set(words) <= CONNECTING_WORDS


@pytest.mark.parametrize("measure", each_measure())
def test_every_printed_name_resolves_to_its_agency(measure):
    for responsibility in measure["responsibilities"]:
        assert not responsibility["name"].casefold().startswith("the ")
        assert resolve(responsibility["name"], PLAN["period"]["start"]) == responsibility["agency"]


@pytest.mark.parametrize("measure", each_measure())
def test_every_measure_has_a_deadline_of_its_own_or_the_derived_one(measure):
    own = [deadline for deadline in measure["deadlines"] if not deadline["derived"]]

    assert own or measure["deadlines"] == [DERIVED_DEADLINE]
    assert all(deadline["text"] in measure["text"] for deadline in own)
    assert DERIVED_DEADLINE["text"] in PLAN["title"]


@pytest.mark.parametrize("measure", each_measure())
def test_targets_quote_their_measure(measure):
    for target in measure["targets"]:
        assert target["text"] in measure["text"]
        assert target["comparator"] in COMPARATORS
        assert (target["comparator"] == "range") == isinstance(target["value"], list)
        assert target["unit"]


def test_exactly_seven_targets_are_set():
    found = [
        (number, i + 1, target["value"], target["unit"], target["comparator"])
        for number, i, measure in MEASURES
        for target in measure["targets"]
    ]

    assert found == [
        ("2.5", 2, 20, "%", "="),
        ("2.5", 2, 10, "%", "="),
        ("3.2", 1, 40, "yuan per capita", "increase_by"),
        ("3.2", 1, 50, "%", "="),
        ("5.3", 1, [1, 2], "cities", "range"),
        ("5.4", 1, 10, "%", "="),
        ("6.4", 1, 55, "yuan per capita", "="),
    ]


def test_the_only_deadline_of_its_own_is_the_one_for_hospital_regulations():
    own = [(n, i + 1, d["date"]) for n, i, m in MEASURES for d in m["deadlines"] if not d["derived"]]

    assert own == [("2.5", 2, "2018-12-31")]


# Read off the notice by hand. Roles: first letters of lead, co_responsible, participating.
EXPECTED = [
    ("1.1", 1, "lead_first", False, "NHC:l NHSA:c NATCM:c CDPF:c"),
    ("1.3", 1, "lead_first", False, "NHSA:l NHC:c"),
    ("1.3", 2, "lead_first", False, "NHC:l"),
    ("1.5", 1, "respective", False, "MOF:l MOHRSS:l NHC:l"),
    ("1.6", 1, "respective", False, "NHC:l MOF:l MOHRSS:l MARA:l NATCM:l"),
    ("2.2", 1, "lead_first", False, "NHC:l NDRC:c MOF:c NATCM:c"),
    ("2.2", 2, "lead_first", False, "MOF:l NDRC:c NHC:c NATCM:c"),
    ("2.3", 1, "lead_first", True, "MOF:l NHC:c NATCM:c"),
    ("2.5", 1, "lead_first", False, "NHC:l NATCM:c"),
    ("2.5", 2, "lead_first", False, "NHC:l MOF:c NATCM:c"),
    ("2.6", 1, "lead_first", False, "NHC:l COD:c MOE:c NATCM:c"),
    ("2.7", 1, "lead_first", False, "SASAC:l NHC:c"),
    ("2.7", 2, "lead_first", False, "CMC-LSD-HB:l NHC:c"),
    ("3.2", 1, "respective", False, "MOF:l STA:l NHSA:l CBIRC:p"),
    ("3.2", 2, "lead_first", False, "ACFTU:l"),
    ("3.6", 1, "lead_first", False, "CBIRC:l"),
    ("3.6", 2, "lead_first", False, "NHSA:l CBIRC:c"),
    ("4.4", 1, "lead_first", False, "NHSA:l NHC:c"),
    ("4.4", 2, "lead_first", False, "NMPA:l NHC:c NHSA:c"),
    ("4.4", 3, "lead_first", False, "MIIT:l NDRC:c NHC:c NMPA:c"),
    ("4.5", 1, "respective", False, "MIIT:l NHC:l SASAC:l NMPA:l"),
    ("5.2", 1, "lead_first", True, "NHC:l NDRC:c MOF:c MOHRSS:c SAMR:c NHSA:c NATCM:c NMPA:c"),
    ("5.3", 1, "lead_first", True, "NHC:l MOF:c MOHRSS:c NATCM:c"),
    ("6.2", 1, "lead_first", True, "NHC:l MOE:c MOF:c GAS:c"),
    ("6.3", 1, "lead_first", False, "NHC:l NATCM:c"),
    ("6.7", 2, "lead_first", False, "MOHRSS:l MOF:c NHC:c GACC:c"),
    ("6.9", 1, "lead_first", False, "NHC:l CPAD:c MOF:c NHSA:c"),
    ("6.11", 1, "lead_first", False, "NHC:l NDRC:c MCA:c NATCM:c"),
    ("7.1", 1, "respective", False, "NDRC:l NHC:l NBS:l NATCM:l"),
    ("7.2", 1, "respective", False, "NDRC:l NHC:l MOF:p CBIRC:p NATCM:p"),
    ("7.2", 2, "lead_first", False, "NATCM:l"),
    ("7.4", 2, "lead_first", False, "NHC:l"),
    ("7.4", 4, "lead_first", False, "NHC:l NDRC:c MIIT:c NATCM:c"),
    ("7.5", 2, "lead_first", False, "NHC:l MOE:c MOF:c MOHRSS:c GACC:c NATCM:c"),
    ("7.5", 3, "lead_first", False, "MOE:l MOF:c MOHRSS:c NHC:c NATCM:c"),
]


@pytest.mark.parametrize(("number", "nth", "mode", "open_ended", "duties"), EXPECTED)
def test_a_clause_read_by_hand_is_stored_as_read(number, nth, mode, open_ended, duties):
    measure = TASKS[number]["measures"][nth - 1]
    found = " ".join(f"{r['agency']}:{r['role'][0]}" for r in measure["responsibilities"])

    assert (measure["mode"], measure["open_ended"], found) == (mode, open_ended, duties)


@pytest.mark.parametrize(
    ("number", "nth", "first_words", "last_words"),
    [
        ("2.5", 2, "promoting the formulation of hospital", "implement the chief accountant system."),
        ("3.2", 2, "to expand the coverage of employees'", "development of medical mutual assistance."),
        ("3.6", 2, "improving government procurement services", "insurance handling services."),
        ("4.4", 2, "formulating coding rules for medical devices", "use of high-value medical consumables."),
        ("4.4", 3, "promoting the localization of medical devices", "promotion of innovative products."),
        ("6.2", 1, "improve the national health policy,", "and prolong healthy life."),
        ("6.3", 1, "Study and put forward the framework", "treatment and rehabilitation services."),
        ("6.4", 2, "optimizing national basic public health", "improving service quality."),
        ("6.11", 1, "Formulate the service and management", "Hospice care pilot."),
        ("7.2", 2, "to carry out the filing work of", "Chinese medicine clinics."),
        ("7.4", 3, "Improve the charging policy for Internet", "scope of medical insurance payment."),
        ("7.5", 2, "promoting the reform of the incentive", "deepen the reform of health titles."),
    ],
)
def test_a_measure_begins_and_ends_where_its_clause_says(number, nth, first_words, last_words):
    text = TASKS[number]["measures"][nth - 1]["text"]

    assert text.startswith(first_words)
    assert text.endswith(last_words)


# warnings


def test_every_warning_has_a_code_a_sentence_and_a_span_inside_the_notice():
    for warning in PLAN["warnings"]:
        assert set(warning) == {"code", "message", "start", "end"}
        assert re.fullmatch(r"[a-z_]+", warning["code"])
        assert warning["message"].endswith(".")
        assert 0 <= warning["start"] < warning["end"] <= NOTICE_LENGTH


def test_warnings_stand_in_the_order_of_the_text():
    starts = [warning["start"] for warning in PLAN["warnings"]]

    assert starts == sorted(starts)


def test_the_warning_codes_are_counted():
    assert Counter(warning["code"] for warning in PLAN["warnings"]) == {
        "outside": 2,
        "split_number": 4,
        "task_inside_paragraph": 1,
        "unclosed_clause": 7,
        "clause_wording": 3,
        "clause_opens_paragraph": 4,
        "clause_inside_sentence": 2,
        "mode_wording": 1,
        "doubtful_target": 3,
        "doubtful_name": 20,
        "open_list": 5,
    }


def test_each_unclosed_clause_has_a_warning_of_its_length():
    unclosed = [len(m["clause"]) for _, _, m in MEASURES if not m["clause"].endswith(")")]
    spans = [w["end"] - w["start"] for w in PLAN["warnings"] if w["code"] == "unclosed_clause"]

    assert spans == unclosed


def test_the_title_and_what_follows_the_last_task_are_reported_as_outside():
    spans = [(w["start"], w["end"]) for w in PLAN["warnings"] if w["code"] == "outside"]

    assert spans[0] == (0, len(PLAN["title"]))
    assert spans[1][1] == NOTICE_LENGTH
