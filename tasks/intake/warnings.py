"""Every doubt the reader can utter: one code, one English sentence, with the names of what is filled in.

A page that speaks another language translates by code and fills in the same parameters.
"""

from dataclasses import dataclass, field
from typing import Any

from tasks.intake.marking import gettext_noop
from tasks.intake.text import Span

MESSAGES = {
    # structure
    "no_structure": gettext_noop(
        "No numbered areas or tasks were found; nothing of this text can become a plan by itself."
    ),
    "outside": gettext_noop("This text ({where}) is no area, task or clause: “{text}”."),
    "areas_missing": gettext_noop(
        "The tasks stand under no area; they were put into one area without a title."
    ),
    "numbering_gap": gettext_noop(
        "“{label}” follows number {previous}; check whether something between them is missing."
    ),
    "numbering_restarts": gettext_noop(
        "“{label}” starts the numbering again without a new heading; it was kept as text."
    ),
    "printed_number": gettext_noop("Task {number} is printed as “{label}”."),
    "split_number": gettext_noop("“{label}” is read as number {value}."),
    "task_inside_paragraph": gettext_noop(
        "Task {number} begins inside a paragraph. Confirm that the last one ends here."
    ),
    "heading_runs_on": gettext_noop(
        "The heading of area {number} runs on into its text; the first sentence was taken as the title."
    ),
    "paragraph_task": gettext_noop(
        "Task {number} has no number in print; it is a paragraph taken as a task by its first sentence."
    ),
    "table_task": gettext_noop(
        "The tasks of this table stand beside those of the text; check for duplicates."
    ),
    "no_title": gettext_noop("The title of the notice was not found."),
    "no_period": gettext_noop("No period is stated; give the first and the last day before issuing."),
    # clauses
    "unclosed_bracket": gettext_noop(
        "The bracket is never closed; the clause of task {number} was ended at “{end}”."
    ),
    "clause_in_sentence": gettext_noop(
        "The clause stands inside a sentence; the words behind it open the next measure of task {number}."
    ),
    "clause_opens_paragraph": gettext_noop(
        "The clause opens a paragraph but governs the text before it. Confirm this."
    ),
    "clause_before_text": gettext_noop(
        "In task {number} the clause stands before the text it governs. Confirm this."
    ),
    "clause_from_text": gettext_noop(
        "Task {number} has no clause; the running text “{text}” was read as one."
    ),
    "clause_of_area": gettext_noop(
        "This clause stands at the heading of the area; it was given to task {number}, which"
        " has none of its own."
    ),
    "clause_words": gettext_noop("“{text}” in the clause of task {number} was not understood."),
    "text_without_clause": gettext_noop("No clause governs this last part of task {number}."),
    "no_ranking": gettext_noop(
        "Task {number} names several bodies and no ranking is stated anywhere before; none of them leads."
    ),
    "ranking_rule": gettext_noop("The first named body leads: stated here, applied from here on."),
    "ranking_rule_everywhere": gettext_noop(
        "The first named body leads: stated here, applied to the whole notice."
    ),
    # names
    "unknown_name": gettext_noop("“{name}” is not in the list of names (mentions: {count})."),
    "local_name": gettext_noop(
        "“{name}” in a local notice may be the local body of that name; no national body was"
        " put in (mentions: {count})."
    ),
    "collective_name": gettext_noop(
        "“{name}” stands for many bodies; name them or drop it (mentions: {count})."
    ),
    "open_list": gettext_noop("“{text}” leaves the list of bodies open. Only those named were read."),
    "repeated_name": gettext_noop(
        "“{name}” is named twice in one clause; the first mention counts (mentions: {count})."
    ),
    # deadlines and targets
    "date_without_year": gettext_noop("“{text}” states no year; {date} was inferred."),
    "date_unknown": gettext_noop("“{text}” is a deadline whose date cannot be told from the notice."),
    "date_recurring": gettext_noop("“{text}” comes back every year; no single date was set."),
    "date_relative": gettext_noop("“{text}” counts from the day of issue; {date} was computed."),
    "date_before": gettext_noop("“{text}” may mean before that time or by its end; {date} was taken."),
    "date_impossible": gettext_noop("“{text}” is no day of the calendar."),
    "doubtful_target": gettext_noop("“{text}” was read as {comparator} {value} {unit}; confirm it."),
    # editions
    "resembles_plan": gettext_noop(
        "The text nearly equals the plan {slug}: {matched} of {tasks} tasks agree. Offer it"
        " as another edition."
    ),
}


@dataclass(frozen=True)
class Warning:
    """A doubt about `[start, end)` of the text as given."""

    code: str
    span: Span
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return MESSAGES[self.code].format(**self.params)

    def to_notice(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "start": self.span[0], "end": self.span[1]}
