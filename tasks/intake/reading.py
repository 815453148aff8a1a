"""What the reader found: the notice schema with, beside every element, where it stands in the text as given.

`Reading.to_notice()` gives the plain schema that `import_plan` reads; `to_json` and `Reading.from_json` keep
the spans as well, for a page that colours them. Spans are `[start, end)` in characters of the text as given.
"""

import dataclasses
import types
import typing
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from typing import Any

from tasks.intake.text import Span
from tasks.intake.warnings import Warning

Value = float | int | list[float | int] | None


@dataclass
class Responsibility:
    name: str
    agency: str | None
    role: str
    span: Span


@dataclass
class Deadline:
    """`derived`: inferred or computed, not stated as a full date."""

    text: str
    date: str | None
    derived: bool
    span: Span


@dataclass
class Target:
    text: str
    value: Value
    unit: str
    comparator: str
    span: Span


@dataclass
class Measure:
    """`span` is the governed text, `clause_span` the clause; both lie in the span of the task."""

    text: str
    clause: str | None
    mode: str | None
    open_ended: bool
    span: Span
    clause_span: Span | None
    responsibilities: list[Responsibility] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)


@dataclass
class Task:
    """`span` holds the task with its number, `text_span` without; `printed` is the number as printed."""

    number: str
    title: str | None
    text: str
    printed: str | None
    span: Span
    text_span: Span
    title_span: Span | None
    measures: list[Measure] = field(default_factory=list)


@dataclass
class Area:
    """`span` is the heading with its number, `title_span` without."""

    number: str | None
    title: str
    field: str | None
    printed: str | None
    span: Span
    title_span: Span
    tasks: list[Task] = dataclasses.field(default_factory=list)


@dataclass
class Edition:
    """A loaded plan that this notice nearly equals; `pairs`: task number here, there, how far they agree."""

    slug: str
    score: float
    pairs: list[tuple[str, str, float]] = field(default_factory=list)


@dataclass
class Reading:
    title: str
    language: str
    issuer: str | None = None
    document_number: str | None = None
    issued_on: str | None = None
    period: tuple[str | None, str | None] = (None, None)
    areas: list[Area] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)  # title, issuer, document_number, issued_on, period

    @property
    def tasks(self) -> list[Task]:
        return [task for area in self.areas for task in area.tasks]

    def to_notice(self) -> dict[str, Any]:
        """The notice schema, and nothing beside it."""
        return {
            "title": self.title,
            "language": self.language,
            "issuer": self.issuer,
            "document_number": self.document_number,
            "issued_on": self.issued_on,
            "period": {"start": self.period[0], "end": self.period[1]},
            "areas": [_schema(area) for area in self.areas],
            "warnings": [warning.to_notice() for warning in self.warnings],
        }

    def to_json(self) -> dict[str, Any]:
        """Everything, ready for `json.dumps`; each warning with its message beside code and params."""
        return asdict(self) | {
            "warnings": [asdict(each) | {"message": each.message} for each in self.warnings]
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reading":
        """The reading that `to_json` wrote. Raises ValueError for anything else."""
        try:
            return _built(cls, data)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is no reading: {error!r}") from error


_BESIDE_THE_SCHEMA = frozenset(("span", "text_span", "title_span", "clause_span", "printed"))


def _schema(node: Any) -> Any:
    if isinstance(node, list):
        return [_schema(each) for each in node]
    if is_dataclass(node):
        names = (each.name for each in fields(node))
        return {name: _schema(getattr(node, name)) for name in names if name not in _BESIDE_THE_SCHEMA}
    return node


def _built(kind: Any, data: Any) -> Any:
    """The value of that type out of its JSON form."""
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        make: Any = kind
        return make(**{each.name: _built(hints[each.name], data[each.name]) for each in fields(kind)})
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return None if data is None else _built(parts[0], data) if len(parts) == 2 else data
    if origin is list:
        return [_built(parts[0], each) for each in data]
    if origin is tuple:
        return tuple(data)
    if origin is dict:
        return {name: _built(parts[1], each) for name, each in data.items()}
    return data
