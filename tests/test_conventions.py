"""House rules that a reviewer would have to look for: one door, one clock, guarded views, good names."""

import ast
import uuid
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from rest_framework.permissions import IsAuthenticated

from tasks.models.assignment import POSITION_FIELDS

ROOT = settings.BASE_DIR
APPS = ("reformtracker", "agencies", "tasks", "reports")
SOURCES = [
    path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts
]

# Views that anybody may open without signing in, and why.
PUBLIC = {
    "livez": "says to a watchdog that the process lives, and nothing else",
    "readyz": "says to a load balancer whether the portal can work",
    "set_language": "the sign-in page offers both languages",
    "set_theme": "the sign-in page offers both themes",
    "agencies:sign_in": "is how one signs in",
    "tasks:calendar": "calendar programs cannot sign in; the address is its owner's secret, to be revoked",
    "agencies:sign_out": "signing out twice, or after the session has ended, is no error",
}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a file of the source; each is read once for all tests of this module."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def called(node: ast.AST) -> str:
    """The dotted name of what is called: "dt.date.today", or only ".update" of something that is no name."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def test_the_sources_are_found():
    assert len(SOURCES) > 80
    assert ROOT / "tasks" / "services.py" in SOURCES


def test_only_the_services_write_a_position():
    """But for a plan's own state and the version 1 of issuing; reports have a state of their own."""
    writes = []
    for path in (path for path in SOURCES if path.relative_to(ROOT).parts[0] == "tasks"):
        for node in nodes(path):
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets += [node.target] if isinstance(node, (ast.AugAssign, ast.AnnAssign)) else []
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in POSITION_FIELDS:
                    writes.append(f"{path.relative_to(ROOT)}: {ast.unparse(target)}")
            if called(node).endswith((".update", ".bulk_update", ".update_or_create")) and {
                keyword.arg for keyword in node.keywords
            } & set(POSITION_FIELDS):
                writes.append(f"{path.relative_to(ROOT)}: {called(node)}")

    assert sorted(set(writes)) == ["tasks/issuing.py: duty.version", "tasks/issuing.py: plan.state"]


def test_setattr_and_save_on_a_duty_stand_in_the_services_alone():
    found = {
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for path in SOURCES
        for node in nodes(path)
        if called(node) in ("setattr", "duty.save", "assignment.save", "follower.save")
        and ast.unparse(node.args[0] if node.args else node) != "connection"
    }

    assert found == {
        "agencies/reference.py: setattr(name, field, getattr(given, field))",
        "tasks/issuing.py: duty.save(update_fields=['version'])",
        "tasks/services.py: duty.save(update_fields=[*change, 'version'])",
        "tasks/services.py: setattr(duty, name, value)",
    }


def test_only_the_ledger_writes_entries_and_only_services_and_issuing_ask_it_to():
    makers, askers = set(), set()
    for path in SOURCES:
        for node in nodes(path):
            name = called(node)
            if name == "Entry" or (name.startswith("Entry.objects.") and "create" in name):
                makers.add(str(path.relative_to(ROOT)))
            if name == "ledger.append":
                askers.add(str(path.relative_to(ROOT)))

    assert (makers, askers) == ({"tasks/ledger.py"}, {"tasks/services.py", "tasks/issuing.py"})


def test_nothing_but_the_clock_asks_what_day_it_is():
    banned = {
        "date.today", "datetime.today", "datetime.now", "datetime.utcnow", "time.localtime", "time.gmtime",
        "timezone.localdate", "timezone.localtime",
    }  # fmt: skip
    found = [
        place(path, node)
        for path in SOURCES
        if path != ROOT / "reformtracker" / "lib" / "clock.py"
        for node in nodes(path)
        if ".".join(called(node).split(".")[-2:]) in banned
        # Of a moment that is given, the last two only tell the local time.
        and not (called(node).startswith("timezone.") and node.args)
    ]

    assert found == []


def test_every_save_of_a_row_names_its_fields():
    """A full save writes back stale columns that somebody else has changed meanwhile."""
    found = [
        place(path, node)
        for path in SOURCES
        for node in nodes(path)
        if called(node).endswith(".save")
        and not {keyword.arg for keyword in node.keywords} & {"update_fields", "force_insert"}
        and not called(node).startswith(("form.", "super().", "document.", "buffer.", "image.", "workbook."))
    ]

    assert found == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    names = {
        path.stem for path in (*SOURCES, *(ROOT / "scripts").rglob("*.py"), *(ROOT / "tests").rglob("*.py"))
    }

    assert names & {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base_utils"} == set()


def test_models_have_no_signals_and_no_save_of_their_own():
    found = [
        place(path, node)
        for path in SOURCES
        for node in nodes(path)
        if (isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals")
        or (isinstance(node, ast.FunctionDef) and node.name == "save" and "models" in str(path))
    ]

    assert found == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def views(
    resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Every view of the URLconf with its full name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        else:
            yield ":".join((*spaces, pattern.name or f"UNNAMED {pattern.pattern}")), pattern


VIEWS = list(views())


def address(name: str, pattern: URLPattern) -> str:
    """An address that leads to the view; what it names need not be there."""
    converters = dict(pattern.pattern.converters) or dict.fromkeys(pattern.pattern.regex.groupindex)
    by_kind = {"IntConverter": 1, "UUIDConverter": uuid.UUID(int=1)}
    by_name = {"move": "report", "rest": "somewhere/", "format": "json"}
    return reverse(
        name,
        kwargs={
            key: by_name.get(key, by_kind.get(type(kind).__name__, "1")) for key, kind in converters.items()
        },
    )


def test_every_view_has_a_name():
    assert len(VIEWS) > 40
    assert [name for name, _pattern in VIEWS if "UNNAMED" in name] == []


def is_api(pattern: URLPattern) -> bool:
    return hasattr(pattern.callback, "cls")


def test_every_page_asks_for_a_login_but_those_with_a_reason():
    public = {
        name
        for name, pattern in VIEWS
        if not is_api(pattern) and not getattr(pattern.callback, "login_required", True)
    }

    assert public == set(PUBLIC)


def test_every_view_of_the_api_asks_for_an_account():
    api = [(name, pattern.callback.cls.permission_classes) for name, pattern in VIEWS if is_api(pattern)]

    open_views = [name for name, classes in api if not any(issubclass(c, IsAuthenticated) for c in classes)]
    assert len(api) > 20
    assert open_views == []


@pytest.mark.django_db
def test_no_address_tells_a_stranger_anything_by_whatever_method(client):
    """Visited is everything: a redirect to the sign-in page, or 401 or 403 of the API."""
    answers, sign_in = {}, reverse("agencies:sign_in")
    for name, pattern in VIEWS:
        if name in PUBLIC:
            continue
        for method in ("get", "post", "put", "patch", "delete", "head", "options"):
            response = getattr(client, method)(address(name, pattern))
            sent_away = response.status_code == 302 and response["Location"].startswith(sign_in)
            answers[name, method] = sent_away or (is_api(pattern) and response.status_code in (401, 403))

    assert len(answers) == 7 * (len(VIEWS) - len(PUBLIC))
    assert [key for key, refused in answers.items() if not refused] == []
