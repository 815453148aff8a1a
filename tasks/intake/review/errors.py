"""Why an operation is refused: one code, one English sentence; other languages translate by code."""

from typing import Any

ERRORS = {
    "unknown_operation": "There is no operation “{op}”.",
    "bad_operation": "The operation “{op}” is not complete or holds something unknown: {field}.",
    "no_such_node": "“{node}” is not there; somebody may have dropped it.",
    "no_such_name": "No body is missing where “{name}” is named.",
    "wrong_kind": "“{op}” cannot be done to a {kind}.",
    "no_such_field": "A {kind} has no field “{field}” that can be set.",
    "bad_value": "This value does not fit “{field}”.",
    "bad_span": "From {start} to {end} is no stretch of the text with anything in it.",
    "swallows": "Nothing would be left of {label}; merge it or drop it instead.",
    "inside_another": "This stretch lies in the middle of {label}; split that first.",
    "outside_task": "This stretch does not lie inside task {label}.",
    "split_at_edge": "Nothing would be left on one side; split inside {label}.",
    "split_in_clause": "This place lies inside the clause of {label}; change the clause first.",
    "nothing_before": "Nothing stands before {label} to merge it with.",
    "not_neighbours": "Something else stands between {label} and the one before.",
    "wrong_parent": "A {kind} cannot stand there.",
}


class ReviewError(ValueError):
    """An operation that does not fit the draft. `n` is its number where a replay came upon it."""

    n: int | None = None

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(ERRORS[code].format(**params))
