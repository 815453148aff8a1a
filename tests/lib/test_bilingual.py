"""Texts kept in two languages."""

import pytest
from django.utils import translation

from reformtracker.lib.bilingual import Bilingual, clauses, is_chinese, labelled, listed


class Body:
    name = Bilingual("name")
    other_name = Bilingual("name", other=True)

    def __init__(self, english: str, chinese: str) -> None:
        self.name_en, self.name_zh = english, chinese


@pytest.mark.parametrize(
    ("language", "name", "other"),
    [
        ("en", "Health", "卫生"),
        ("zh-hans", "卫生", "Health"),
        ("zh", "卫生", "Health"),
        ("fr", "Health", "卫生"),
        (None, "Health", "卫生"),
    ],
)
def test_a_text_follows_the_readers_language_and_the_second_line_is_the_other(language, name, other):
    body = Body("Health", "卫生")

    with translation.override(language):
        found = body.name, body.other_name

    assert found == (name, other)


@pytest.mark.parametrize(("english", "chinese"), [("Health", ""), ("", "卫生")])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_text_that_is_there_in_one_language_only_is_shown_in_that(language, english, chinese):
    with translation.override(language):
        assert Body(english, chinese).name == english + chinese


def test_whether_the_reader_reads_chinese():
    found = {}
    for language in ("en", "zh-hans", "zh-hant", None):
        with translation.override(language):
            found[language] = is_chinese()

    assert found == {"en": False, "zh-hans": True, "zh-hant": True, None: False}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("MOF, NHC", "due today; no report yet", "Agency: NHC")),
        ("zh-hans", ("MOF、NHC", "due today；no report yet", "Agency：NHC")),
    ],
)
def test_lists_clauses_and_labels_are_set_apart_as_the_readers_language_does_it(language, said):
    with translation.override(language):
        found = (
            listed(["MOF", "NHC"]),
            clauses(["due today", "", "no report yet"]),
            labelled("Agency", "NHC"),
        )

    assert found == said
