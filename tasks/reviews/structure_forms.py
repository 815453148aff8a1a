"""The forms of a review that change what stands where: ends, splitting, joining, moving, dropping, adding."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agencies.models import Agency, Jurisdiction
from tasks.intake.review.tree import Node
from tasks.reviews.forms import (
    NONE,
    ROLES,
    BodyField,
    DateForm,
    OffsetField,
    Operation,
    OperationForm,
    TargetForm,
)
from tasks.reviews.places import Choice, ends_near, splits_between, starts_near
from tasks.reviews.wording import FIELDS


class BoundForm(OperationForm):
    """The ends of a heading, a task, a measure's text or its clause."""

    start = OffsetField(label=gettext_lazy("Begins with"))
    end = OffsetField(label=gettext_lazy("Ends with"))

    def __init__(
        self, node: Node, *args, text: str, span: list[int], limits: list[int], part: str = "", **kwargs
    ) -> None:
        self.part = part
        kwargs["initial"] = {"start": span[0], "end": span[1]}
        super().__init__(node, *args, **kwargs)
        self._offer("start", starts_near(text, span[0], *limits))
        self._offer("end", ends_near(text, span[1], *limits))

    def _offer(self, name: str, choices: list[Choice]) -> None:
        field, typed = self.fields[name], self.data.get(name, "") if self.is_bound else ""
        assert isinstance(field, OffsetField)
        if field.valid_value(typed) and int(typed) not in dict(choices):
            choices = [(int(typed), _("the words selected in the text")), *choices]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "start" in data and "end" in data and data["start"] >= data["end"]:
            self.add_error("end", _("It must end behind its beginning."))
        return data

    def operations(self) -> list[Operation]:
        ends = {name: self.cleaned_data[name] for name in ("start", "end")}
        return [{"op": "bound", "node": self.id, **ends} | ({"part": self.part} if self.part else {})]


class NoClauseForm(OperationForm):
    def operations(self) -> list[Operation]:
        return [{"op": "bound", "node": self.id, "part": "clause", "start": None, "end": None}]


class SplitForm(OperationForm):
    at = OffsetField(label=gettext_lazy("The second part begins behind the mark ‖"))

    def __init__(self, node: Node, *args, text: str, span: list[int], **kwargs) -> None:
        super().__init__(node, *args, **kwargs)
        field = self.fields["at"]
        assert isinstance(field, OffsetField)
        field.choices = splits_between(text, *span)

    def operations(self) -> list[Operation]:
        return [{"op": "split", "node": self.id, "at": self.cleaned_data["at"]}]


class MergeForm(OperationForm):
    def operations(self) -> list[Operation]:
        return [{"op": "merge", "node": self.id}]


class DropForm(OperationForm):
    def operations(self) -> list[Operation]:
        return [{"op": "drop", "node": self.id}]


class UpForm(OperationForm):
    """One place up among its siblings; `before` is the one that stands there now."""

    def __init__(self, node: Node, *args, before: str, **kwargs) -> None:
        self.before = before
        super().__init__(node, *args, **kwargs)

    def operations(self) -> list[Operation]:
        return [{"op": "move", "node": self.id, "before": self.before}]


class MoveForm(OperationForm):
    """To another parent: at its end, or before one of its children ("a2|t9")."""

    to = forms.ChoiceField(label=gettext_lazy("Move to"))

    def __init__(self, node: Node, *args, places: Iterable[tuple[str, str]], **kwargs) -> None:
        super().__init__(node, *args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(places)

    def operations(self) -> list[Operation]:
        parent, _bar, before = self.cleaned_data["to"].partition("|")
        return [{"op": "move", "node": self.id, "parent": parent, "before": before or None}]


class AddBodyForm(OperationForm):
    agency = BodyField(label=FIELDS["agency"])
    role = forms.ChoiceField(
        label=FIELDS["role"], choices=[("", gettext_lazy("by the order")), *ROLES], required=False
    )

    def operations(self) -> list[Operation]:
        agency = self.cleaned_data["agency"]
        values = {"name": Agency.objects.get(code=agency).name, "agency": agency}
        if self.cleaned_data["role"]:
            values["role"] = self.cleaned_data["role"]
        return [_adding("responsibility", self.id, values)]


class AddDateForm(DateForm):
    def __init__(self, node: Node, *args, **kwargs) -> None:
        super().__init__(node, *args, initial={}, **kwargs)
        self.fields["date"].required = True

    def operations(self) -> list[Operation]:
        values = {"text": self.cleaned_data["text"], "date": self.cleaned_data["date"].isoformat()}
        return [_adding("deadline", self.id, values)]


class AddTargetForm(TargetForm):
    def __init__(self, node: Node, *args, **kwargs) -> None:
        super().__init__(node, *args, **kwargs)
        self.initial = {}

    def operations(self) -> list[Operation]:
        return [_adding("target", self.id, self.values())]


def _adding(kind: str, parent: str, values: dict[str, Any]) -> Operation:
    return {"op": "add", "kind": kind, "parent": parent, "values": values}


class AddForm(BoundForm):
    """An area's heading, a task or a measure out of words that the reader left outside or read otherwise."""

    kind = forms.ChoiceField(
        label=gettext_lazy("These words are"),
        choices=[
            ("task", pgettext_lazy("part of a notice", "task")),
            ("area", pgettext_lazy("part of a notice", "heading of an area")),
            ("measure", pgettext_lazy("part of a notice", "measure of a task")),
        ],
        widget=forms.RadioSelect,
    )
    parent = forms.ChoiceField(label=gettext_lazy("The task of the measure"), required=False)

    def __init__(self, *args, tasks: Iterable[tuple[str, str]], parent: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "kind": "measure" if parent else "task", "parent": parent}
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [NONE, *tasks]
        self.order_fields(["kind", "parent", "start", "end"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("kind") == "measure" and not data.get("parent"):
            self.add_error("parent", _("Say to which task the measure belongs."))
        return data

    def operations(self) -> list[Operation]:
        data = self.cleaned_data
        ends = {name: data[name] for name in ("start", "end")}
        parent = {"parent": data["parent"]} if data["kind"] == "measure" else {}
        return [{"op": "add", "kind": data["kind"], **ends, **parent}]


class NewBodyForm(OperationForm):
    """A body that the portal does not know yet, put in wherever the name has none."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=24,
        help_text=gettext_lazy("Capital letters, digits and hyphens, such as QHD-HSA."),
    )
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=160)
    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=160)
    place = forms.ModelChoiceField(
        Jurisdiction.objects.none(), label=FIELDS["jurisdiction"], to_field_name="code", empty_label=None
    )

    def __init__(self, node: Node, *args, place: str, **kwargs) -> None:
        name = "name_zh" if any("\u3400" <= sign <= "\u9fff" for sign in node["name"]) else "name_en"
        kwargs["initial"] = {"place": place, name: node["name"]}
        super().__init__(node, *args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Jurisdiction.objects.all()

    def body(self) -> Mapping[str, Any]:
        data = self.cleaned_data
        return {name: data[name] for name in ("code", "name_en", "name_zh")} | {"jurisdiction": data["place"]}

    def operations(self) -> list[Operation]:
        code = self.cleaned_data["code"].strip().upper()
        if not self.node["agency"]:
            return [{"op": "assign", "name": self.node["name"], "agency": code}]
        return [{"op": "set", "node": self.id, "field": "agency", "value": code}]
