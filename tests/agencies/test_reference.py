"""Loading the reference data: everything in one go, and again without harm."""

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.core.management import call_command

from agencies.gazetteer import Gazetteer
from agencies.models import Agency, AgencyName, Jurisdiction, Succession
from agencies.reference import load_reference

pytestmark = pytest.mark.django_db
MODELS = (Jurisdiction, Agency, AgencyName, Succession)


def contents() -> list[list]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the reference data, to be changed."""
    for name in ("agencies.json", "jurisdictions.json"):
        shutil.copy(portal.DATA_DIR / name, tmp_path / name)
    return tmp_path


def change(folder: Path, name: str, edit) -> None:
    path = folder / name
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_what_is_said_to_be_loaded_is_there_and_a_second_time_changes_nothing():
    counts = load_reference(portal.DATA_DIR)
    before = contents()

    again = load_reference(portal.DATA_DIR)

    assert counts == again
    assert counts["jurisdictions"] == Jurisdiction.objects.count()
    assert counts["agencies"] == Agency.objects.count()
    assert counts["successions"] == Succession.objects.count()
    assert contents() == before


def test_all_thirty_two_provinces_lie_in_the_nation_and_have_their_tile():
    load_reference(portal.DATA_DIR)

    provinces = Jurisdiction.objects.provinces()

    assert provinces.count() == 32
    assert {province.path for province in provinces} == {f"CN/{province.code}/" for province in provinces}
    assert provinces.filter(tile_column=None).count() == 0


def test_a_corrected_name_of_a_body_reaches_the_database(folder):
    load_reference(folder)
    change(folder, "agencies.json", lambda data: data["agencies"][0].update(name_en="Corrected"))

    load_reference(folder)

    code = json.loads((folder / "agencies.json").read_text())["agencies"][0]["code"]
    assert Agency.objects.get(code=code).name_en == "Corrected"


def test_a_wording_given_to_another_body_answers_for_that_one(folder):
    load_reference(folder)
    names = json.loads((folder / "agencies.json").read_text())["names"]
    row = next(row for row in names if row["agency"] == "NBS")
    change(
        folder,
        "agencies.json",
        lambda data: next(r for r in data["names"] if r["name"] == row["name"]).update(agency="MOF"),
    )

    load_reference(folder)

    assert Gazetteer.load().resolve(row["name"]).code == "MOF"


def test_rows_that_the_files_no_longer_name_stay(folder):
    load_reference(folder)
    count = AgencyName.objects.count()
    change(folder, "agencies.json", lambda data: data["names"].pop())

    load_reference(folder)

    assert AgencyName.objects.count() == count


def test_a_broken_file_changes_nothing(folder):
    load_reference(folder)
    before = contents()
    change(folder, "agencies.json", lambda data: data["agencies"][0].update(name_en="Half"))
    change(folder, "agencies.json", lambda data: data["names"][-1].update(agency="NOBODY"))

    with pytest.raises(KeyError):
        load_reference(folder)

    assert contents() == before


def test_the_command_says_what_it_loaded(capsys):
    call_command("load_reference")

    assert str(Agency.objects.count()) in capsys.readouterr().out
