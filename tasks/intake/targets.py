"""Quantified aims: what is to be reached, in which unit, and how the number binds."""

from tasks.intake.aims import Aim
from tasks.intake.targets_en import english_targets
from tasks.intake.targets_zh import chinese_targets
from tasks.intake.text import Span

__all__ = ["Aim", "targets"]


def targets(text: str, span: Span, language: str) -> list[Aim]:
    """The targets in `[start, end)` of the plain copy, in order; baselines and plain counts are left out."""
    start, end = span
    found = chinese_targets(text[start:end]) if language == "zh" else english_targets(text[start:end])
    return [aim.moved(start) for aim in found]
