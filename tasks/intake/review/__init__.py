"""Reviewing what the reader found: a draft, the operations that correct it, and the notice that comes of it.

    Reading.to_json() ─ draft_of ─▶ draft ─ apply, replay ─▶ draft ─ to_notice ─▶ the notice schema

Everything here is pure and deterministic, JSON in and JSON out: the same operations on the same reading of
the same text always give the same draft, ids included. Undoing is replaying without the last operation.
"""

from tasks.intake.review.applying import apply, history, replay, touched
from tasks.intake.review.describing import DESCRIPTIONS, describe
from tasks.intake.review.drafting import draft_of
from tasks.intake.review.errors import ERRORS, ReviewError
from tasks.intake.review.marks import Mark, Piece, marked, spans
from tasks.intake.review.notice import to_notice
from tasks.intake.review.operations import OPERATIONS
from tasks.intake.review.points import POINTS, SERIOUS, Point, open_points
from tasks.intake.review.tree import find, kind_of

__all__ = [
    "DESCRIPTIONS",
    "ERRORS",
    "OPERATIONS",
    "POINTS",
    "SERIOUS",
    "Mark",
    "Piece",
    "Point",
    "ReviewError",
    "apply",
    "describe",
    "draft_of",
    "find",
    "history",
    "kind_of",
    "marked",
    "open_points",
    "replay",
    "spans",
    "to_notice",
    "touched",
]
