"""What a filter asks, in words: for the marks above a list and for the scope that an export states."""

from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from .bilingual import labelled


@dataclass(frozen=True, slots=True)
class Asked:
    """One value of one field; `words` is the value as the form offers it, empty for a switch."""

    name: str
    value: str
    label: str
    words: str

    def __str__(self) -> str:
        return labelled(self.label, self.words) if self.words else self.label


def asked(form: forms.BaseForm, query: QueryDict) -> list[Asked]:
    """What `query` asks of the form, value by value.

    Neither what the form presets anyhow nor a field that makes no sense.
    """
    return [
        Asked(name, value, str(field.label), _words(field, value))
        for name, field in form.fields.items()
        if name not in form.errors
        for value in query.getlist(name)
        if value not in ("", form.get_initial_for_field(field, name)) and _is_on(field, value)
    ]


def _is_on(field: forms.Field, value: str) -> bool:
    return value.lower() != "false" if isinstance(field, forms.BooleanField) else True


def _words(field: forms.Field, value: str) -> str:
    if isinstance(field, forms.BooleanField):
        return ""
    offered = {str(key): str(word) for key, word in getattr(field, "choices", ())}
    return offered.get(value, value)


def without(query: QueryDict, one: Asked) -> QueryDict:
    """The query without that value, from its first page on."""
    left = query.copy()
    left.pop("page", None)
    left.setlist(one.name, [kept for kept in query.getlist(one.name) if kept != one.value])
    return left
