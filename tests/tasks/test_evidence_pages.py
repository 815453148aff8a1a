"""Evidence leaves the portal as an attachment that no browser runs, and only to those who see its duty."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.enums import UserRole
from tasks import evidence, services
from tasks.models import Evidence
from tests import factories

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.4 minutes of the meeting"


def stored(name="minutes.pdf", content=CONTENT, by="NHC"):
    piece = evidence.store(SimpleUploadedFile(name, content, "text/html"))
    services.report(factories.duty(by), by=factories.officer(by), percent=80, note="x", evidence=[piece])
    return Evidence.objects.get()


def get(client, account, piece, **headers):
    client.force_login(account)
    return client.get(f"/evidence/{piece.pk}/", headers=headers)


def test_it_comes_as_an_attachment_under_a_fixed_type_and_without_any_rights(client):
    factories.plan()
    piece = stored()

    response = get(client, factories.user(UserRole.AUDITOR), piece)

    wanted = {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="minutes.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "ETag": f'"{hashlib.sha256(CONTENT).hexdigest()}"',
        "Cache-Control": "private, no-cache",
    }
    assert {name: response[name] for name in wanted} == wanted
    assert (response.status_code, response.getvalue()) == (200, CONTENT)


def test_a_chinese_name_is_sent_by_rfc_6266(client):
    factories.plan()
    piece = stored("会议纪要.pdf")

    response = get(client, factories.officer(), piece)

    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E4%BC%9A%E8%AE%AE%E7%BA%AA%E8%A6%81.pdf"
    )


def test_a_name_cannot_end_the_header(client):
    factories.plan()
    piece = stored('a"; filename=evil.html;.pdf')

    response = get(client, factories.officer(), piece)

    assert response["Content-Disposition"] == 'attachment; filename="a__ filename_evil.html_.pdf"'


def test_an_unchanged_file_is_not_sent_twice(client):
    factories.plan()
    piece = stored()

    response = get(client, factories.officer(), piece, if_none_match=f'"{piece.sha256}"')

    assert (response.status_code, response.content) == (304, b"")


def test_a_lost_file_is_404_and_no_error_page(client):
    factories.plan()
    piece = stored(content=b"%PDF-1.4 soon lost")
    evidence.path_of(piece.sha256).unlink()

    assert get(client, factories.officer(), piece).status_code == 404


def test_a_document_reference_has_no_file(client):
    factories.plan()
    services.report(
        factories.duty(), by=factories.officer(), percent=80, note="x", evidence=factories.evidence()
    )

    assert get(client, factories.officer(), Evidence.objects.get()).status_code == 404


def test_another_province_and_the_administrators_get_404(client):
    factories.plan(others={"FJ": "implementing"})
    factories.agency("GD", factories.province("440000", "Guangdong", "广东"))
    type(factories.agency("FJ")).objects.filter(code="FJ").update(jurisdiction=factories.province())
    piece = stored(by="FJ")
    strangers = [
        factories.user(UserRole.PROVINCIAL, "GD"),
        factories.user(UserRole.AUDIT_ADMIN),
        factories.user(None),
    ]

    answers = [get(client, stranger, piece).status_code for stranger in strangers]

    assert (answers, get(client, factories.user(UserRole.PROVINCIAL, "FJ"), piece).status_code) == (
        [404] * 3,
        200,
    )


def test_it_is_read_only(client):
    factories.plan()
    piece = stored()
    client.force_login(factories.secretariat())

    assert [
        client.post(f"/evidence/{piece.pk}/").status_code,
        client.delete(f"/evidence/{piece.pk}/").status_code,
    ] == [405, 405]
