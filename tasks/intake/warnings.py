"""Every doubt the reader can utter: one code, one English sentence, with the names of what is filled in.

A page that speaks another language translates by code and fills in the same parameters.
"""

from dataclasses import dataclass, field
from typing import Any

from tasks.intake.text import Span

MESSAGES = {
    # structure
    "no_structure": "No numbered areas or tasks were found; nothing of this text can become a plan by"
    " itself.",
    "outside": "This text ({where}) is no area, task or clause: “{text}”.",
    "areas_missing": "The tasks stand under no area; they were put into one area without a title.",
    "numbering_gap": "“{label}” follows number {previous}; check whether something between them is missing.",
    "numbering_restarts": "“{label}” starts the numbering again without a new heading; it was kept as text.",
    "printed_number": "Task {number} is printed as “{label}”.",
    "split_number": "“{label}” is read as number {value}.",
    "task_inside_paragraph": "Task {number} begins inside a paragraph. Confirm that the last one ends here.",
    "heading_runs_on": "The heading of area {number} runs on into its text; the first sentence was taken as"
    " the title.",
    "paragraph_task": "Task {number} has no number in print; it is a paragraph taken as a task by its first"
    " sentence.",
    "table_task": "The tasks of this table stand beside those of the text; check for duplicates.",
    "no_title": "The title of the notice was not found.",
    "no_period": "No period is stated; give the first and the last day before issuing.",
    # clauses
    "unclosed_bracket": "The bracket is never closed; the clause of task {number} was ended at “{end}”.",
    "clause_in_sentence": "The clause stands inside a sentence; the words behind it open the next measure of"
    " task {number}.",
    "clause_opens_paragraph": "The clause opens a paragraph but governs the text before it. Confirm this.",
    "clause_before_text": "In task {number} the clause stands before the text it governs. Confirm this.",
    "clause_from_text": "Task {number} has no clause; the running text “{text}” was read as one.",
    "clause_of_area": "This clause stands at the heading of the area; it was given to task {number}, which"
    " has none of its own.",
    "clause_words": "“{text}” in the clause of task {number} was not understood.",
    "text_without_clause": "No clause governs this last part of task {number}.",
    "no_ranking": "Task {number} names several bodies and no ranking is stated anywhere before; none of"
    " them leads.",
    "ranking_rule": "The first named body leads: stated here, applied from here on.",
    "ranking_rule_everywhere": "The first named body leads: stated here, applied to the whole notice.",
    # names
    "unknown_name": "“{name}” is not in the list of names (mentions: {count}).",
    "local_name": "“{name}” in a local notice may be the local body of that name; no national body was"
    " put in (mentions: {count}).",
    "collective_name": "“{name}” stands for many bodies; name them or drop it (mentions: {count}).",
    "open_list": "“{text}” leaves the list of bodies open. Only those named were read.",
    "repeated_name": "“{name}” is named twice in one clause; the first mention counts (mentions: {count}).",
    # deadlines and targets
    "date_without_year": "“{text}” states no year; {date} was inferred.",
    "date_unknown": "“{text}” is a deadline whose date cannot be told from the notice.",
    "date_recurring": "“{text}” comes back every year; no single date was set.",
    "date_relative": "“{text}” counts from the day of issue; {date} was computed.",
    "date_before": "“{text}” may mean before that time or by its end; {date} was taken.",
    "date_impossible": "“{text}” is no day of the calendar.",
    "doubtful_target": "“{text}” was read as {comparator} {value} {unit}; confirm it.",
    # editions
    "resembles_plan": "The text nearly equals the plan {slug}: {matched} of {tasks} tasks agree. Offer it"
    " as another edition.",
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
