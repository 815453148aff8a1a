"""Pages of the frame: the style guide, the door, and what is shown when something is refused or broken."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from agencies.models import User
from reformtracker.lib import charts
from tasks.enums import Standing, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(User.objects.create_user("reader", display_name_en="Reader", display_name_zh="读者"))
    return client


def _page(client: Client, address: str, language: str = "en") -> str:
    client.cookies["django_language"] = language
    return client.get(address).content.decode()


def test_the_style_guide_is_for_signed_in_people(client):
    response = client.get("/styleguide/")

    assert (response.status_code, response.url) == (302, "/account/sign-in/?next=/styleguide/")


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_the_style_guide_shows_every_standing_and_state_in_both_languages(reader, language, lang):
    page = _page(reader, "/styleguide/", language)

    assert f'<html lang="{lang}"' in page
    shown = set(re.findall(r'class="chip chip-([a-z_]+)"', page))
    assert shown == {*Standing.values, "state", "blue", "yellow", "red"}
    assert set(re.findall(r"chip-state.*?icons\.svg#([a-z_]+)", page)) == set(State.values)


def test_every_chart_of_a_page_has_a_table_of_its_numbers(reader):
    page = _page(reader, "/styleguide/")

    figures = page.count("<figure")
    assert figures == 4
    assert page.count("<caption") == figures


def test_ids_are_used_once_in_a_page(reader):
    ids = re.findall(r'\sid="([^"]+)"', _page(reader, "/styleguide/"))

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_chosen_theme_is_written_on_the_page(reader, theme):
    reader.cookies["theme"] = theme

    assert f'data-theme="{theme}"' in _page(reader, "/styleguide/")


def test_without_a_choice_the_readers_system_decides(reader):
    assert "data-theme=" not in _page(reader, "/styleguide/").split(">", 2)[1]


def test_the_choices_of_language_and_theme_lead_back_to_the_page(reader):
    page = _page(reader, "/styleguide/?page=2")

    assert page.count('<input type="hidden" name="next" value="/styleguide/?page=2">') == 2


def test_the_door_works_in_both_languages_without_an_account(client):
    assert "<h1>Sign in</h1>" in _page(client, "/account/sign-in/")
    assert "<h1>登录</h1>" in _page(client, "/account/sign-in/", "zh-hans")


def test_a_wrong_password_is_said_beside_the_form(client):
    response = client.post("/account/sign-in/", {"username": "reader", "password": "wrong"})

    assert response.content.decode().count('<div class="alert alert-error" role="alert">') == 1


def test_an_unknown_address_says_what_to_do(reader):
    response = reader.get("/no-such-page/")

    assert response.status_code == 404
    assert "<h1>Not found</h1>" in response.content.decode()


def test_a_form_sent_without_its_token_is_answered_with_a_page_of_ours():
    response = Client(enforce_csrf_checks=True).post("/account/sign-in/", {"username": "x"})

    assert response.status_code == 403
    assert "<h1>Please send it again</h1>" in response.content.decode()


def test_the_page_for_a_broken_portal_needs_nothing():
    page = render_to_string("500.html")

    assert re.findall(r"<h\d[^>]*>([^<]+)", page) == ["系统出错", "Something went wrong"]
    assert "{" not in page


def test_a_label_of_a_chart_cannot_leave_its_legend():
    chart = charts.donut_chart([charts.Slice("<img src=x>", 1, "overdue", "/?a=<")], title="<b>")

    page = render_to_string("components/_chart.html", {"chart": chart})

    assert re.findall(r"<img|<b>|=<", page) == []
