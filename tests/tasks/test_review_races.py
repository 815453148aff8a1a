"""Several reviewers and several clicks at once: no decision is lost, and one document becomes one plan."""

import pytest

from reformtracker.lib.errors import Impossible
from tasks import handing_in, reading, reviewing
from tasks.models import Decision, Entry, Intake, Plan
from tests import factories
from tests.tasks.reviews import in_review
from tests.tasks.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS = 6


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.DOCUMENT_DIR = tmp_path / "documents"


def setting(intake: Intake, field: str, value: str, by, seen: int | None = None):
    operation = {"op": "set", "node": "meta", "field": field, "value": value}
    return lambda: reviewing.decide(intake, operation, by=by, seen=seen)


def ready(slug: str) -> Intake:
    """A draft in which nothing stands in the way of issuing."""
    intake = in_review()
    bodies = [
        body["id"]
        for area in intake.draft["areas"]
        for task in area["tasks"]
        for measure in task["measures"]
        for body in measure["responsibilities"]
        if body["agency"] is None
    ]
    operations = [{"op": "set", "node": body, "field": "agency", "value": "MOF"} for body in bodies]
    operations += [
        {"op": "settle", "node": doubt["id"], "how": "ticked"} for doubt in intake.draft["warnings"]
    ]
    operations.append({"op": "set", "node": "meta", "field": "slug", "value": slug})
    reviewing.decide_all(intake, operations, by=None)
    return Intake.objects.get(pk=intake.pk)


def test_decisions_about_different_parts_are_all_kept():
    intake, by = in_review(), factories.secretariat()
    fields = ("title_en", "title_zh", "issuer", "document_number", "slug", "legal_basis")

    outcome = at_once(*[setting(intake, field, field.replace("_", "-"), by, seen=0) for field in fields])

    intake.refresh_from_db()
    assert outcome == ["made"] * WRITERS
    assert [intake.draft["meta"][field] for field in fields] == [field.replace("_", "-") for field in fields]
    assert list(intake.decisions.values_list("n", flat=True)) == list(range(1, WRITERS + 1))
    assert intake.version == WRITERS


def test_of_several_decisions_about_the_same_part_the_first_is_kept_and_the_others_are_told():
    intake, by = in_review(), factories.secretariat()

    outcome = at_once(*[setting(intake, "issuer", f"Office {n}", by, seen=0) for n in range(WRITERS)])

    assert sorted(outcome) == ["made"] + ["stale"] * (WRITERS - 1)
    assert Decision.objects.filter(intake=intake).count() == 1


def test_several_clicks_on_issue_make_one_plan():
    intake, by = ready("once"), factories.secretariat()

    outcome = at_once(*[lambda: reviewing.issue(intake, by=by, seen=intake.version)] * WRITERS)

    assert (outcome.count("made"), outcome.count("impossible")) == (1, WRITERS - 1)
    assert Plan.objects.get().slug == "once"
    assert Entry.objects.filter(move="issue").count() == Plan.objects.get().assignments.count()


def test_of_several_readers_one_reads():
    factories.agency()
    intake, _new = handing_in.hand_in(by=None, text="I. Drugs\n1. Improve the list. (NHC)\n")

    outcome = at_once(*[lambda: read_or_refuse(intake.pk)] * WRITERS)

    assert sorted(outcome) == ["made"] + ["nothing"] * (WRITERS - 1)


def read_or_refuse(pk: int) -> None:
    """Whoever finds nothing to do says so as a refusal, which the race counts."""
    if not reading.read(pk):
        raise Impossible("", code="nothing")
