"""The forms of a review: each turns what was typed into operations of tasks.intake.review."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.gazetteer import Gazetteer
from agencies.models import Agency, AgencyName, Jurisdiction
from agencies.names import name_key
from tasks.enums import Comparator, Field, Mode, Role
from tasks.intake.review.tree import Node
from tasks.models import Plan
from tasks.reviews.wording import FIELDS, LANGUAGES

Operation = dict[str, Any]
ROLES = [choice for choice in Role.choices if choice[0] != Role.IMPLEMENTING]
NONE = ("", "–")


def body_choice(agency: Agency) -> str:
    """How a body is offered and typed: its code and its name."""
    return f"{agency.code} – {agency.name}"


class BodyField(forms.CharField):
    """A body by its code, by "code – name" as offered, or by any name that documents use; gives the code."""

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=300, **kwargs)
        self.widget.attrs |= {"list": "bodies", "autocomplete": "off"}

    def clean(self, value: Any) -> str | None:
        typed = super().clean(value)
        if not typed:
            return None
        code = typed.split(" – ")[0].strip()
        if Agency.objects.filter(code=code).exists():
            return code
        found = Gazetteer.load().resolve(typed)
        if found is None:
            raise forms.ValidationError(
                _("No body is known by that name. Choose one, or add it as a new body.")
            )
        return found.code


class OffsetField(forms.TypedChoiceField):
    """A place in the text: one of those offered, or any other that was chosen by selecting words."""

    def __init__(self, choices: Iterable[tuple[int, str]] = (), **kwargs) -> None:
        super().__init__(choices=choices, coerce=int, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return str(value).isascii() and str(value).isdigit() and len(str(value)) < 10


class OperationForm(forms.Form):
    """A form about one node; `operations` is what it asks for."""

    def __init__(self, node: Node, *args, **kwargs) -> None:
        self.node = node
        self.id = node.get("id", "meta")
        super().__init__(*args, **kwargs)

    def operations(self) -> list[Operation]:
        """One operation for each field that was changed; forms of other operations say theirs."""
        return [self._set(name) for name in self.changed_data]

    def _set(self, name: str) -> Operation:
        """A number that is left empty goes by the order again."""
        value = self.cleaned_data[name]
        if isinstance(value, dt.date):
            value = value.isoformat()
        if name == "number" and value == "":
            value = None
        return {"op": "set", "node": self.id, "field": name, "value": value}


class FieldsForm(OperationForm):
    """Sets whatever fields were changed; the fields are called as in the draft."""

    def __init__(self, node: Node, *args, **kwargs) -> None:
        kwargs["initial"] = dict(kwargs.get("initial", node))
        super().__init__(node, *args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField) and self.initial.get(name):
                self.initial[name] = dt.date.fromisoformat(self.initial[name])


def _text(name: str, *, required: bool = False, most: int = 200, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return forms.CharField(label=FIELDS[name], required=required, max_length=most, widget=widget)


def _choice(name: str, choices: Iterable, *, required: bool = False) -> forms.ChoiceField:
    offered = list(choices) if required else [NONE, *choices]
    return forms.ChoiceField(label=FIELDS[name], choices=offered, required=required)


def _day(name: str) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=FIELDS[name], required=False, widget=widget)


class AreaForm(FieldsForm):
    title = _text("title", most=4000, rows=2)
    title_en = _text("title_en")
    title_zh = _text("title_zh")
    number = _text("number", most=16)
    field = _choice("field", Field.choices)


class TaskForm(FieldsForm):
    title = _text("title", most=4000, rows=2)
    title_en = _text("title_en")
    title_zh = _text("title_zh")
    number = _text("number", most=16)


class MeasureForm(FieldsForm):
    mode = _choice("mode", Mode.choices)
    open_ended = forms.BooleanField(label=FIELDS["open_ended"], required=False)


class BodyForm(FieldsForm):
    """`everywhere`: at every other mention of the name that has no body yet as well."""

    agency = BodyField(label=FIELDS["agency"], required=False)
    role = _choice("role", ROLES, required=True)
    everywhere = forms.BooleanField(
        label=gettext_lazy("Also wherever else this name has no body yet"), required=False
    )
    remember = forms.BooleanField(label=gettext_lazy("Remember this name for later notices"), required=False)

    def __init__(self, node: Node, *args, agencies: Mapping[str, Agency] | None = None, **kwargs) -> None:
        body = (agencies or {}).get(node["agency"] or "")
        kwargs["initial"] = {"agency": body_choice(body) if body else node["agency"], "role": node["role"]}
        super().__init__(node, *args, **kwargs)
        if node["agency"]:
            del self.fields["everywhere"]
        if AgencyName.objects.filter(key=name_key(node["name"])).exists():
            del self.fields["remember"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("remember") and not data.get("agency"):
            self.add_error("agency", _("Say which body the name means."))
        return data

    def operations(self) -> list[Operation]:
        agency = self.cleaned_data.get("agency")
        found = []
        if agency != self.node["agency"]:
            found.append({"op": "set", "node": self.id, "field": "agency", "value": agency})
        if self.cleaned_data.get("everywhere") and agency:
            found = [{"op": "assign", "name": self.node["name"], "agency": agency}]
        if self.cleaned_data["role"] != self.node["role"]:
            found.append(self._set("role"))
        return found


class DateForm(FieldsForm):
    text = _text("text", most=4000)
    date = _day("date")


class TargetForm(FieldsForm):
    text = _text("text", required=True, most=4000)
    comparator = _choice("comparator", Comparator.choices, required=True)
    value = forms.DecimalField(label=FIELDS["value"], required=False, max_digits=20, decimal_places=4)
    value_to = forms.DecimalField(
        label=gettext_lazy("Upper end, for “between”"), required=False, max_digits=20, decimal_places=4
    )
    unit = _text("unit", most=60)

    def __init__(self, node: Node, *args, **kwargs) -> None:
        value = node.get("value")
        low, high = value if isinstance(value, list) else (value, None)
        kwargs["initial"] = dict(node) | {"value": low, "value_to": high}
        super().__init__(node, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_range = data.get("comparator") == Comparator.RANGE
        if is_range != (data.get("value_to") is not None) or (is_range and data.get("value") is None):
            self.add_error("value_to", _("“Between”, and nothing else, has a lower and an upper end."))
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        low, high = _plain(data["value"]), _plain(data["value_to"])
        value = [low, high] if high is not None else low
        return {"text": data["text"], "comparator": data["comparator"], "value": value, "unit": data["unit"]}

    def operations(self) -> list[Operation]:
        return [
            {"op": "set", "node": self.id, "field": name, "value": value}
            for name, value in self.values().items()
            if value != self.node[name]
        ]


def _plain(value: Decimal | None) -> int | float | None:
    """As JSON keeps numbers."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


class MetaForm(FieldsForm):
    """What the document says of itself. `plans`: those that may be named as original or source."""

    title = _text("title", required=True, most=4000, rows=3)
    title_en = _text("title_en")
    title_zh = _text("title_zh")
    slug = forms.SlugField(
        label=FIELDS["slug"],
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "Letters, digits and hyphens, such as 2019-key-tasks. Left empty, it is made from the title."
        ),
    )
    language = _choice("language", LANGUAGES.items(), required=True)
    issuer = _text("issuer")
    document_number = _text("document_number", most=80)
    issued_on = _day("issued_on")
    period_start = _day("period_start")
    period_end = _day("period_end")
    jurisdiction = forms.ChoiceField(label=FIELDS["jurisdiction"])
    legal_basis = _text("legal_basis", most=20_000, rows=3)
    edition_of = forms.ChoiceField(
        label=FIELDS["edition_of"],
        required=False,
        help_text=gettext_lazy(
            "The same document in another translation or print. It is kept on record; "
            "nobody owes anything under it."
        ),
    )
    derived_from = forms.ChoiceField(
        label=FIELDS["derived_from"],
        required=False,
        help_text=gettext_lazy(
            "The plan that this one carries out, such as the national plan of a local one."
        ),
    )

    def __init__(self, node: Node, *args, plans: Iterable[Plan] = (), **kwargs) -> None:
        kwargs["initial"] = dict(node) | {"jurisdiction": node["jurisdiction"] or "CN"}
        super().__init__(node, *args, **kwargs)
        offered = [NONE, *((plan.slug, f"{plan.slug} – {plan}") for plan in plans)]
        places = [(place.code, str(place)) for place in Jurisdiction.objects.all()]
        for name, choices in (("edition_of", offered), ("derived_from", offered), ("jurisdiction", places)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def operations(self) -> list[Operation]:
        found = [self._set(name) for name in self.changed_data if name != "edition_of"]
        if "edition_of" in self.changed_data:
            found.append({"op": "accept_edition", "slug": self.cleaned_data["edition_of"] or None})
        return found


class EditionForm(OperationForm):
    slug = forms.SlugField(max_length=60)

    def operations(self) -> list[Operation]:
        return [{"op": "accept_edition", "slug": self.cleaned_data["slug"]}]


class WarningForm(OperationForm):
    how = forms.ChoiceField(
        label=gettext_lazy("The doubt"),
        choices=[
            ("ticked", gettext_lazy("was looked at: the reader was right")),
            ("resolved", gettext_lazy("is resolved: what was wrong is corrected")),
            ("open", gettext_lazy("is still open")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, node: Node, *args, **kwargs) -> None:
        kwargs["initial"] = {"how": node["settled"] or "open", "note": node["note"]}
        super().__init__(node, *args, **kwargs)

    def operations(self) -> list[Operation]:
        return [settling(self.id, self.cleaned_data["how"], self.cleaned_data["note"])]


def settling(id: str, how: str, note: str = "") -> Operation:
    """`how`: "ticked", "resolved", or "open" to open it again."""
    if how == "open":
        return {"op": "unsettle", "node": id}
    return {"op": "settle", "node": id, "how": how, "note": note}
