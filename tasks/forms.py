"""One form for every kind of move: fields in plain words, their shape, and what they say to the service."""

from collections.abc import Iterator, Mapping, Sequence

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from reformtracker.lib import clock
from reformtracker.lib.errors import Invalid, Refused
from tasks import evidence, validators
from tasks.enums import Move, SlipColour, State
from tasks.evidence import Piece
from tasks.models import Assignment
from tasks.targets import reading_fields, readings
from tasks.targets.reading_fields import Asked

MAX_FILES = 10
KEPT_SALT = "tasks.forms.kept-evidence"
ACCEPT = ",".join(evidence.ACCEPTED)


class TextField(forms.CharField):
    """A text of several lines, cleaned by the rule that the services follow too."""

    def __init__(self, *, rows: int = 3, max_length: int = validators.MAX_TEXT, **kwargs) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        try:
            return validators.clean_text(value)
        except Invalid as refused:
            raise forms.ValidationError(refused.message, code=refused.code) from refused


class DayField(forms.DateField):
    """A day, chosen from the browser's calendar or typed as 2018-12-31."""

    def __init__(self, **kwargs) -> None:
        widget = forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "min": "2000-01-01", "max": "2100-12-31"}
        )
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files; cleans to the list of uploads."""

    widget = FilesInput(attrs={"accept": ACCEPT})

    def clean(self, data, initial=None) -> list[UploadedFile]:
        uploads = [one for one in data if one] if isinstance(data, (list, tuple)) else [data] if data else []
        if len(uploads) > MAX_FILES:
            raise forms.ValidationError(gettext("At most %d files at a time.") % MAX_FILES, code="too_many")
        return uploads


class MoveForm(forms.Form):
    """What one move carries. `said()` gives the keyword arguments of its service.

    Ids are unique per duty and move, because many of these forms stand on one page; names are not prefixed.
    """

    def __init__(
        self, duty: Assignment, move: Move, *, by: User, data: Mapping | None = None, files=None
    ) -> None:
        self.duty, self.move, self.by = duty, move, by
        super().__init__(data, files, auto_id=f"duty-{duty.pk}-{move.value}-%s", initial=self.starting(duty))

    def starting(self, duty: Assignment) -> dict[str, object]:
        return {}

    def said(self) -> dict[str, object]:
        return dict(self.cleaned_data)

    def plain_fields(self) -> list[forms.BoundField]:
        return self.visible_fields()

    def refuse(self, refusal: Refused) -> None:
        """Puts a service's refusal beside the fields that it names, or on top of the form."""
        for name, sentence in (refusal.fields or {}).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, str(sentence))
        if not self.errors:
            self.add_error(None, str(refusal.message))


class EvidenceForm(MoveForm):
    """Files and a document reference, and values of the measure's targets.

    Accepted files stay accepted when the form has to be shown again. `asked` are the targets that the duty's
    agency can answer; without it they are looked up.
    """

    evidence = FilesField(
        label=_("Evidence files"), required=False,
        help_text=_("PDF, Word, Excel, PowerPoint, OFD, pictures or plain text; several at once are fine."),
    )  # fmt: skip
    reference = TextField(
        label=_("Document reference"), required=False, max_length=300, widget=forms.TextInput,
        help_text=_("Where no file can be attached: title and number of the document."),
    )  # fmt: skip

    def __init__(
        self,
        duty: Assignment,
        move: Move,
        *,
        by: User,
        data: Mapping | None = None,
        files=None,
        asked: Sequence[Asked] | None = None,
    ) -> None:
        super().__init__(duty, move, by=by, data=data, files=files)
        self.asked = reading_fields.asked_of([duty])[duty.pk] if asked is None else asked
        for one in self.asked:
            day = DayField(label=_("As of the day"), required=False, initial=clock.today)
            self.fields |= reading_fields.fields_of(one, day)
        if clock.today() > duty.due_on:
            reason = self.fields["reason"]
            reason.required, reason.help_text = (
                True,
                _("The duty is overdue, so its delay must be explained."),
            )
        self.kept: list[Piece] = _unsealed(data.getlist("kept"), by) if isinstance(data, QueryDict) else []

    def clean_evidence(self) -> list[Piece]:
        """Stores each file; one that is refused leaves the others kept and the text untouched."""
        for upload in self.cleaned_data["evidence"]:
            try:
                piece = evidence.store(upload)
            except Invalid as refused:
                self.add_error("evidence", f"{evidence.clean_name(upload.name)}: {refused.message}")
                continue
            if piece not in self.kept:
                self.kept.append(piece)
        return self.kept

    def sealed(self) -> list[tuple[str, str]]:
        """The files already received, as (name, signed description), so that they need not be sent again."""
        salt = _salt(self.by)
        return [(piece.name, signing.dumps(evidence.describe(piece), salt=salt)) for piece in self.kept]

    def plain_fields(self) -> list[forms.BoundField]:
        """The fields but those of readings, which stand together by target."""
        of_readings = {bound.name for _asked, fields in self.reading_sets() for bound in fields}
        return [bound for bound in self.visible_fields() if bound.name not in of_readings]

    def reading_sets(self) -> Iterator[tuple[Asked, list[forms.BoundField]]]:
        for one in self.asked:
            names = (readings.field(one.target.pk, part) for part in (*readings.PARTS, "on", "note"))
            yield one, [self[name] for name in names if name in self.fields]

    def said(self) -> dict[str, object]:
        said = {name: value for name, value in super().said().items() if name in self.base_fields}
        reference = str(said.pop("reference"))
        pieces = [*self.kept, *([Piece(reference=reference)] if reference else [])]
        given = reading_fields.given_in(self.asked, self.cleaned_data)
        return said | {"evidence": pieces} | ({"readings": given} if given else {})


def _salt(by: User) -> str:
    """Bound to the account: a signed description is of no use to anybody else."""
    return f"{KEPT_SALT}.{by.pk}"


def _unsealed(texts: list[str], by: User) -> list[Piece]:
    pieces = []
    for text in texts[:MAX_FILES]:
        try:
            piece = Piece(**signing.loads(text, salt=_salt(by), max_age=24 * 60 * 60))
        except (
            signing.BadSignature
        ):  # altered, somebody else's or of yesterday: the file has to be chosen again
            continue
        pieces.append(piece)
    return pieces


class ReportForm(EvidenceForm):
    percent = forms.IntegerField(
        label=_("How much is done, in percent (your own estimate)"), min_value=0, max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    note = TextField(label=_("What has been done since the last report"))
    reason = TextField(
        label=_("Reason for the delay"), required=False, rows=2,
        help_text=_("Only needed when the duty is overdue or behind plan."),
    )  # fmt: skip

    field_order = ["percent", "note", "reason", "evidence", "reference"]

    def starting(self, duty: Assignment) -> dict[str, object]:
        return {"percent": duty.percent}


class ClaimForm(EvidenceForm):
    note = TextField(label=_("What has been completed"))
    reason = TextField(
        label=_("Reason for the delay"), required=False, rows=2,
        help_text=_("Only needed when the duty is completed after its due date."),
    )  # fmt: skip

    field_order = ["note", "reason", "evidence", "reference"]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not self.kept and not cleaned.get("reference") and "evidence" not in self.errors:
            self.add_error("evidence", gettext("A claim needs evidence: attach a file or name a document."))
        return cleaned


class NoteForm(MoveForm):
    """A note, needed or not as the table of moves has it."""

    note = TextField(label=_("Note"))

    LABELS = {
        Move.CONCUR: _("Remark (may stay empty)"),
        Move.OBJECT: _("What you object to"),
        Move.VERIFY: _("How completion was checked"),
        Move.GRANT: _("Remark (may stay empty)"),
    }

    def __init__(self, duty: Assignment, move: Move, **kwargs) -> None:
        super().__init__(duty, move, **kwargs)
        self.fields["note"].label = self.LABELS[move]
        self.fields["note"].required = move in (Move.OBJECT, Move.VERIFY)


class ReasonForm(MoveForm):
    reason = TextField(label=_("Reason"), help_text=_("The agency reads this sentence."))


class ExtensionForm(MoveForm):
    new_due_on = DayField(label=_("New due date"), help_text=_("Later than the present due date."))
    reason = TextField(label=_("Why more time is needed"))


class SlipForm(MoveForm):
    colour = forms.ChoiceField(
        label=_("Colour of the slip"), choices=SlipColour, widget=forms.RadioSelect,
        help_text=_("Blue reminds, yellow warns, red is the last step."),
    )  # fmt: skip
    reply_by = DayField(label=_("Reply by"))
    note = TextField(label=_("What the agency is asked for"), required=False)


class CorrectForm(MoveForm):
    """The entry put right, and the position as it ought to be; what is left as it is stays."""

    corrects = forms.IntegerField(
        label=_("Number of the entry to correct"), min_value=1,
        help_text=_("It stands in the history; both entries stay visible."),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("leave as it is")), *State.choices]
    )
    percent = forms.IntegerField(label=_("Progress in percent"), required=False, min_value=0, max_value=100)
    due_on = DayField(label=_("Due date"), required=False)
    reason = TextField(label=_("Reason for the correction"))
    note = TextField(label=_("Note"), required=False, rows=2)

    def clean_state(self) -> str | None:
        return self.cleaned_data["state"] or None


FORMS: dict[Move, type[MoveForm]] = {
    Move.REPORT: ReportForm,
    Move.CLAIM: ClaimForm,
    Move.CONCUR: NoteForm,
    Move.OBJECT: NoteForm,
    Move.VERIFY: NoteForm,
    Move.RETURN: ReasonForm,
    Move.ASK_EXTENSION: ExtensionForm,
    Move.GRANT: NoteForm,
    Move.REFUSE: ReasonForm,
    Move.SUSPEND: ReasonForm,
    Move.RESUME: ReasonForm,
    Move.ESCALATE: SlipForm,
    Move.CLOSE_UNIMPLEMENTED: ReasonForm,
    Move.REOPEN: ReasonForm,
    Move.CORRECT: CorrectForm,
}
