"""Why an operation is refused: one code, one English sentence; other languages translate by code."""

from typing import Any

from tasks.intake.marking import gettext_noop

ERRORS = {
    "unknown_operation": gettext_noop("There is no operation “{op}”."),
    "bad_operation": gettext_noop(
        "The operation “{op}” is not complete or holds something unknown: {field}."
    ),
    "no_such_node": gettext_noop("“{node}” is not there; somebody may have dropped it."),
    "no_such_name": gettext_noop("No body is missing where “{name}” is named."),
    "wrong_kind": gettext_noop("“{op}” cannot be done to a {kind}."),
    "no_such_field": gettext_noop("A {kind} has no field “{field}” that can be set."),
    "bad_value": gettext_noop("This value does not fit “{field}”."),
    "bad_span": gettext_noop("From {start} to {end} is no stretch of the text with anything in it."),
    "swallows": gettext_noop("Nothing would be left of {label}; merge it or drop it instead."),
    "inside_another": gettext_noop("This stretch lies in the middle of {label}; split that first."),
    "outside_task": gettext_noop("This stretch does not lie inside task {label}."),
    "split_at_edge": gettext_noop("Nothing would be left on one side; split inside {label}."),
    "split_in_clause": gettext_noop("This place lies inside the clause of {label}; change the clause first."),
    "nothing_before": gettext_noop("Nothing stands before {label} to merge it with."),
    "not_neighbours": gettext_noop("Something else stands between {label} and the one before."),
    "wrong_parent": gettext_noop("A {kind} cannot stand there."),
}


class ReviewError(ValueError):
    """An operation that does not fit the draft. `n` is its number where a replay came upon it."""

    n: int | None = None

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(ERRORS[code].format(**params))
