"""The doors to the views of the task list that somebody keeps under a name; a view is its owner's alone.

Raises reformtracker.lib.errors: Invalid with the field, Impossible, NotAllowed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from agencies.models import User
from reformtracker.lib.errors import Impossible, Invalid, NotAllowed
from tasks.kept_filter import cleaned
from tasks.models import SavedFilter

MOST = 50
LONGEST_NAME = 80


def views_of(user: User) -> QuerySet[SavedFilter]:
    """The user's own views, by name."""
    return SavedFilter.objects.filter(owner=user)


def keep(name: str, query: str, *, by: User) -> SavedFilter:
    """Keeps what the query asks of the task list; what makes no sense is refused, not kept.

    The same query under the same name again is the view that is there.
    """
    values = {"name": clean_name(name), "query": cleaned(query, by)}
    with _alone(by):
        if same := views_of(by).filter(**values).first():
            return same
        if views_of(by).count() >= MOST:
            sentence = _("You already keep %d views. Delete one of them first.") % MOST
            raise Impossible(sentence, code="too_many_views")
        _check_free(values["name"], by)
        return SavedFilter.objects.create(owner=by, **values)


def rename(view: SavedFilter, name: str, *, by: User) -> SavedFilter:
    """Gives it another name."""
    _check_own(view, by)
    with _alone(by):
        view.name = clean_name(name)
        _check_free(view.name, by, but=view)
        view.save(update_fields=["name"])
    return view


def change(view: SavedFilter, query: str, *, by: User) -> SavedFilter:
    """Lets it ask something else; reports that were asked for with the old query keep the old one."""
    _check_own(view, by)
    view.query = cleaned(query, by)
    view.save(update_fields=["query"])
    return view


def forget(view: SavedFilter, *, by: User) -> None:
    """Removes it."""
    _check_own(view, by)
    view.delete()


def clean_name(name: str) -> str:
    """The name in one line, 1 to LONGEST_NAME characters."""
    text = " ".join(name.split())
    if not 0 < len(text) <= LONGEST_NAME or not text.isprintable():
        raise _invalid(_("A name has between 1 and %d characters.") % LONGEST_NAME)
    return text


@contextmanager
def _alone(by: User) -> Iterator[None]:
    """One writer at a time for each person: two that arrive together must not both pass the limit."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        yield


def _check_free(name: str, by: User, *, but: SavedFilter | None = None) -> None:
    others = views_of(by).exclude(pk=but.pk) if but else views_of(by)
    if others.annotate(lower=Lower("name")).filter(lower=Lower(Value(name))).exists():
        raise _invalid(_("You already keep a view of that name."))


def _check_own(view: SavedFilter, by: User) -> None:
    if view.owner_id != by.pk:
        raise NotAllowed(_("A view is changed by its owner alone."))


def _invalid(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"name": sentence})
