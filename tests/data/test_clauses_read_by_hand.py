"""Clauses as a person read them off the notice."""

import pytest

from tests.data.files import (
    TASKS,
)

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
