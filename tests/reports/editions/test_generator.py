"""What made a file: the version, and a digest that other code does not share."""

from pathlib import Path

import pytest

from reformtracker.lib.version import VERSION
from reports.editions import generator


@pytest.fixture
def source(tmp_path, settings) -> Path:
    """The one source of a portal of its own."""
    settings.BASE_DIR = tmp_path
    path = tmp_path / "reports" / "kinds" / "progress.py"
    path.parent.mkdir(parents=True)
    path.write_text("percent = 40\n")
    return path


def made() -> str:
    return generator.generator.__wrapped__()


def test_it_begins_with_the_version_and_stays_the_same(source):
    assert made() == made()
    assert made().partition("+")[0] == VERSION


def test_another_source_is_another_generator(source):
    before = made()

    source.write_text("percent = 41\n")

    assert made() != before


def test_what_no_report_is_made_of_does_not_count(source):
    before = made()

    (source.parent / "progress.cpython-311.pyc").write_bytes(b"compiled")
    (source.parents[2] / "README.md").write_text("read me")

    assert made() == before
