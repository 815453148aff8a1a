"""A document is handed in on a page, waits, is read by the job, can be stopped and tried again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reformtracker.lib.errors import NotAllowed
from tasks import handing_in, reading
from tasks.handing_in import queue
from tasks.models import Intake
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Key tasks\nI. Drugs\n1. Improve the list of drugs. (NHC is responsible)\n"


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.DOCUMENT_DIR = tmp_path / "documents"


@pytest.fixture
def secretariat(client):
    factories.agency()
    account = factories.secretariat()
    client.force_login(account)
    return account


def upload(content: bytes = TEXT.encode(), name: str = "notice.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def handed_in(by=None, **said) -> Intake:
    intake, _new = handing_in.hand_in(by=by, **({"text": TEXT} | said))
    return intake


def address(name: str, intake: Intake) -> str:
    return reverse(f"tasks:{name}", args=[intake.public_id])


def test_a_pasted_text_is_kept_under_its_hash_and_waits(client, secretariat):
    answer = client.post(reverse("tasks:hand_in"), {"text": TEXT, "language": "en"})

    intake = Intake.objects.get()
    assert (answer.status_code, answer.url) == (302, intake.get_absolute_url())
    assert (intake.name, intake.state, intake.handed_in_by) == ("Key tasks.txt", "queued", secretariat)
    assert handing_in.DOCUMENTS.path_of(intake.sha256).read_text() == TEXT


def test_a_file_is_kept_as_it_came_and_given_back_as_an_attachment(client, secretariat):
    client.post(reverse("tasks:hand_in"), {"document": upload(b"\xef\xbb\xbfText")})

    answer = client.get(address("intake_source", Intake.objects.get()))
    assert b"".join(answer.streaming_content) == b"\xef\xbb\xbfText"
    assert answer["Content-Disposition"] == 'attachment; filename="notice.txt"'


def test_the_same_document_again_is_the_one_that_is_there(client, secretariat):
    first = client.post(reverse("tasks:hand_in"), {"text": TEXT})
    second = client.post(reverse("tasks:hand_in"), {"text": TEXT})

    assert (second.url, Intake.objects.count()) == (first.url, 1)


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({}, "document", "Choose a file or paste the text: one of the two."),
        ({"text": TEXT, "document": upload()}, "document",
         "Choose a file or paste the text: one of the two."),
        ({"document": upload(b"x", "a.exe")}, "document",
         "Files of this kind cannot be read; possible are: .txt .html .htm .docx .pdf."),
        ({"document": upload(b"", "a.txt")}, "document", "The file is empty."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_in_place_and_the_text_stays(
    client, secretariat, said, field, sentence
):
    answer = client.post(reverse("tasks:hand_in"), said)

    assert (answer.status_code, Intake.objects.count()) == (400, 0)
    assert answer.context["form"].errors == {field: [sentence]}
    assert answer.context["form"]["text"].value() == said.get("text")


def test_a_file_that_is_too_large_is_refused(client, secretariat, settings):
    settings.DOCUMENT_MAX_BYTES = 1024 * 1024

    answer = client.post(reverse("tasks:hand_in"), {"document": upload(b"x" * (1024 * 1024 + 1))})

    assert answer.context["form"].errors == {"document": ["The file is larger than 1 MB."]}


def test_only_the_secretariat_hands_in_and_the_auditor_reads_along(client):
    intake = handed_in()
    outcome = {}
    for role in ("secretariat", "auditor", "officer", "audit_admin"):
        client.force_login(factories.user(role, "NHC" if role == "officer" else None))
        posted = client.post(reverse("tasks:hand_in"), {"text": TEXT}).status_code
        outcome[role] = (client.get(intake.get_absolute_url()).status_code, posted)

    assert outcome == {
        "secretariat": (200, 302), "auditor": (200, 403), "officer": (404, 403), "audit_admin": (404, 403),
    }  # fmt: skip


def test_the_job_reads_it_and_the_draft_waits_for_review(secretariat):
    intake = handed_in(secretariat)

    did = reading.read(intake.pk)

    intake.refresh_from_db()
    assert (did, intake.state, intake.progress, intake.in_review) == (True, "done", 100, True)
    assert intake.text == TEXT
    assert [area["title"] for area in intake.draft["areas"]] == ["Drugs"]
    assert intake.draft == intake.reading


def test_a_document_that_cannot_be_read_says_why_and_is_not_tried_again(client, secretariat):
    intake = handed_in(secretariat, text="", upload=upload(b"%PDF-nonsense", "a.pdf"))

    reading.read(intake.pk)

    intake.refresh_from_db()
    page = client.get(intake.get_absolute_url()).content.decode()
    assert (intake.state, intake.failure_code, intake.attempt) == ("failed", "refused", 1)
    assert "The PDF is damaged." in page


def test_a_document_that_is_gone_from_the_store_is_tried_again_later(secretariat):
    intake = handed_in(secretariat)
    handing_in.DOCUMENTS.path_of(intake.sha256).unlink()

    reading.read(intake.pk)

    intake.refresh_from_db()
    assert (intake.state, intake.failure_code) == ("queued", "storage")


def test_reading_is_stopped_and_tried_again(client, secretariat):
    intake = handed_in(secretariat)

    client.post(address("intake_cancel", intake))
    intake.refresh_from_db()
    stopped = intake.state, reading.read(intake.pk)
    client.post(address("intake_retry", intake))
    intake.refresh_from_db()

    assert (stopped, intake.state) == (("cancelled", False), "queued")


def test_a_reader_that_was_told_to_stop_keeps_nothing(secretariat, monkeypatch):
    intake = handed_in(secretariat)
    advance = type(queue).advance

    def stop_first(self, lease, **said):
        queue.cancel(lease.pk)
        advance(self, lease, **said)

    monkeypatch.setattr(type(queue), "advance", stop_first)
    reading.read(intake.pk)

    intake.refresh_from_db()
    assert (intake.state, intake.draft, intake.text) == ("cancelled", {}, "")


def test_while_it_is_read_the_page_asks_for_its_state_and_then_loads_anew(client, secretariat):
    intake = handed_in(secretariat)
    url = address("intake_status", intake)

    waiting = client.get(url, headers={"HX-Request": "true"})
    reading.read(intake.pk)
    done = client.get(url, headers={"HX-Request": "true"})

    assert ("HX-Refresh" in waiting, done["HX-Refresh"]) == (False, "true")
    assert client.get(url).url == intake.get_absolute_url()


def test_the_list_asks_the_same_few_questions_for_one_row_and_for_three(client, secretariat):
    counts = []
    for _ in range(2):
        handed_in(secretariat, text=f"{TEXT} {len(counts)}")
        client.get(reverse("tasks:intakes"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("tasks:intakes"))
        counts.append(len(asked))
        handed_in(secretariat, text=f"{TEXT} more")

    assert counts[0] == counts[1] <= 12


def test_nobody_but_the_secretariat_stops_a_reading():
    intake = handed_in()

    with pytest.raises(NotAllowed):
        handing_in.cancel(intake, by=factories.user("auditor"))
