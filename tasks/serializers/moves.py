"""What a move may say (input), one class per shape, and the table of moves (output)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from reformtracker.lib.errors import Invalid
from reformtracker.lib.parsers import MOST_FILES
from tasks import evidence
from tasks.enums import Move, SlipColour, State
from tasks.evidence import Piece
from tasks.serializers.targets import ReadingInput, given
from tasks.validators import clean_day, clean_text
from tasks.workflow import Who

LARGEST_ID = 2**63 - 1
LONGEST_REFERENCE = 300


class TextField(serializers.CharField):
    """A text under the rule that pages and services follow too."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return clean_text(super().to_internal_value(data))
        except Invalid as refused:
            raise serializers.ValidationError(str(refused.message)) from refused


class DayField(serializers.DateField):
    def to_internal_value(self, data: Any) -> dt.date:
        try:
            return clean_day(super().to_internal_value(data), "day")
        except Invalid as refused:
            raise serializers.ValidationError(str(refused.message)) from refused


class References(serializers.ListField):
    """Document references; a single text is taken for a list of one."""

    child = TextField(max_length=LONGEST_REFERENCE)

    def to_internal_value(self, data: Any) -> list[str]:
        return super().to_internal_value([data] if isinstance(data, str) else data)


class MoveInput(serializers.Serializer):
    """Refuses what the move cannot carry: what somebody said must not be lost without a word."""

    def validate(self, attrs: dict) -> dict:
        # Lists of objects come in forms as "readings[0]target".
        said = {name.split("[")[0] for name in self.initial_data}
        unknown = sorted(said - set(self.fields) - {"csrfmiddlewaretoken"})
        if unknown:
            sentence = _("This move carries no such thing.")
            raise serializers.ValidationError(dict.fromkeys(unknown, sentence))
        return attrs


class EvidenceInput(MoveInput):
    """Files as multipart under `evidence`, document references under `reference`, up to ten of each."""

    evidence = serializers.ListField(
        child=serializers.FileField(),
        required=False,
        default=list,
        max_length=MOST_FILES,
        write_only=True,
        help_text="Files, as multipart/form-data: " + " ".join(sorted(evidence.ACCEPTED)),
    )
    reference = References(
        required=False, default=list, max_length=MOST_FILES, help_text="Documents named instead of sent."
    )

    def said(self) -> dict:
        """What the service gets; files are checked and kept on the way. Raises Invalid."""
        data = dict(self.validated_data)
        uploads, references = data.pop("evidence"), data.pop("reference")
        data["evidence"] = [evidence.store(upload) for upload in uploads]
        data["evidence"] += [Piece(reference=text) for text in references]
        return data


class ReportingInput(EvidenceInput):
    """The same with values of the measure's targets."""

    readings = ReadingInput(many=True, required=False, default=list)

    def said(self) -> dict:
        data = super().said()
        readings = [given(one) for one in data.pop("readings")]
        return data | ({"readings": readings} if readings else {})


class PlainInput(MoveInput):
    def said(self) -> dict:
        return dict(self.validated_data)


class ReportInput(ReportingInput):
    percent = serializers.IntegerField(min_value=0, max_value=100)
    note = TextField()
    reason = TextField(required=False, allow_blank=True, help_text="Needed when the duty is behind or late.")


class ClaimInput(ReportingInput):
    note = TextField()
    reason = TextField(required=False, allow_blank=True, help_text="Needed when the claim comes late.")


class NoteInput(PlainInput):
    note = TextField()


class OptionalNoteInput(PlainInput):
    note = TextField(required=False, allow_blank=True)


class ReasonInput(PlainInput):
    reason = TextField()


class ExtensionInput(PlainInput):
    new_due_on = DayField()
    reason = TextField()


class SlipInput(PlainInput):
    colour = serializers.ChoiceField(SlipColour.choices)
    reply_by = DayField()
    note = TextField(required=False, allow_blank=True)


class CorrectionInput(PlainInput):
    """What is not named stays as it is."""

    corrects = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, help_text="`n` of the entry corrected."
    )
    reason = TextField()
    state = serializers.ChoiceField(State.choices, required=False)
    percent = serializers.IntegerField(min_value=0, max_value=100, required=False)
    due_on = DayField(required=False)
    note = TextField(required=False, allow_blank=True)


INPUTS: dict[Move, type[EvidenceInput] | type[PlainInput]] = {
    Move.REPORT: ReportInput,
    Move.CLAIM: ClaimInput,
    Move.CONCUR: OptionalNoteInput,
    Move.OBJECT: NoteInput,
    Move.VERIFY: NoteInput,
    Move.RETURN: ReasonInput,
    Move.ASK_EXTENSION: ExtensionInput,
    Move.GRANT: OptionalNoteInput,
    Move.REFUSE: ReasonInput,
    Move.SUSPEND: ReasonInput,
    Move.RESUME: ReasonInput,
    Move.ESCALATE: SlipInput,
    Move.CLOSE_UNIMPLEMENTED: ReasonInput,
    Move.REOPEN: ReasonInput,
    Move.CORRECT: CorrectionInput,
}


class RuleSerializer(serializers.Serializer):
    """One row of the table of moves."""

    move = serializers.ChoiceField(Move.choices)
    label = serializers.CharField(help_text="In the reader's language.")
    sources = serializers.ListField(
        child=serializers.ChoiceField(State.choices), help_text="States it starts from."
    )
    target = serializers.ChoiceField(State.choices, allow_null=True, help_text="Null: the state stays.")
    who = serializers.ChoiceField([(who.value, who.value) for who in Who], help_text="Who makes it.")
    carries = serializers.ListField(child=serializers.CharField(), help_text="What it must carry.")
    may_carry = serializers.ListField(child=serializers.CharField(), help_text="What it may carry besides.")


class OfferedSerializer(RuleSerializer):
    """A move that this user may make now, and where to post it."""

    url = serializers.CharField()
