"""A workbook between its upload and its being applied: kept under its hash, found by a signed text."""

from dataclasses import dataclass

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import User
from reformtracker.lib.filestore import FileStore
from tasks.evidence import clean_name
from tasks.models import Plan
from tasks.workbook.guarding import refused

FILES = FileStore("WORKBOOK_DIR")
SALT = "tasks.workbook.upload"
LIFETIME_SECONDS = 24 * 60 * 60


class WorkbookForm(forms.Form):
    workbook = forms.FileField(
        label=gettext_lazy("Changed workbook (.xlsx)"),
        max_length=None,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


@dataclass(frozen=True, slots=True)
class Received:
    """A workbook that was taken in: content, name, and the text by which its page asks for it again."""

    data: bytes
    name: str
    token: str


def keep(data: bytes, name: str, plan: Plan, by: User) -> Received:
    """Keeps the file for a day; older ones are thrown away at this occasion."""
    kept = FILES.keep_chunks([data])
    FILES.sweep(())
    cleaned = clean_name(name)
    token = signing.dumps({"sha256": kept.sha256, "name": cleaned}, salt=_salt(plan, by), compress=True)
    return Received(data, cleaned, token)


def again(token: str, plan: Plan, by: User) -> Received:
    """The file of that text; raises Invalid when it is gone, or somebody else's, or of another plan."""
    try:
        said = signing.loads(token, salt=_salt(plan, by), max_age=LIFETIME_SECONDS)
        return Received(FILES.path_of(said["sha256"]).read_bytes(), said["name"], token)
    except (signing.BadSignature, OSError) as error:
        raise refused(
            _("The uploaded workbook is no longer kept. Please upload it once more."), "upload_gone"
        ) from error


def _salt(plan: Plan, by: User) -> str:
    return f"{SALT}.{plan.pk}.{by.pk}"
