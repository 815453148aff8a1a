"""The closed vocabularies of the reports app; values are stored and published, labels are shown."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    PROGRESS = "progress", pgettext_lazy("report kind", "Progress report")
    OVERDUE = "overdue", pgettext_lazy("report kind", "Overdue report")
    DISCIPLINE = "discipline", pgettext_lazy("report kind", "Reporting discipline")
    MATRIX = "matrix", pgettext_lazy("report kind", "Provinces and tasks")
    TARGETS = "targets", pgettext_lazy("report kind", "Targets")
    CHANGES = "changes", pgettext_lazy("report kind", "Changes between two days")
    EXTRACT = "extract", pgettext_lazy("report kind", "Audit extract")


class Format(models.TextChoices):
    XLSX = "xlsx", pgettext_lazy("report format", "Excel workbook (XLSX)")
    PDF = "pdf", pgettext_lazy("report format", "Document to print (PDF)")
    DOCX = "docx", pgettext_lazy("report format", "Notice to edit and issue (Word)")
    HTML = "html", pgettext_lazy("report format", "Page to read (HTML)")
    CSV = "csv", pgettext_lazy("report format", "Plain table (CSV)")
    JSON = "json", pgettext_lazy("report format", "Data for programs (JSON)")


# A download is served with these fixed types, never with one guessed from a name.
MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.HTML: "text/html; charset=utf-8",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}


class Step(models.TextChoices):
    """What the worker is doing, shown beside the progress bar."""

    WAITING = "waiting", pgettext_lazy("report step", "Waiting for a free worker")
    COLLECTING = "collecting", pgettext_lazy("report step", "Reading the ledger")
    XLSX = "xlsx", pgettext_lazy("report step", "Writing the workbook")
    PDF = "pdf", pgettext_lazy("report step", "Typesetting the document")
    DOCX = "docx", pgettext_lazy("report step", "Writing the notice")
    HTML = "html", pgettext_lazy("report step", "Writing the page")
    CSV = "csv", pgettext_lazy("report step", "Writing the table")
    JSON = "json", pgettext_lazy("report step", "Writing the data")
    FINISHED = "finished", pgettext_lazy("report step", "Finished")


class Failure(models.TextChoices):
    """Why a report failed, in words that say what to do."""

    REFUSED = "refused", pgettext_lazy("report failure", "The report cannot be made as asked.")
    NO_DUTIES = (
        "no_duties",
        pgettext_lazy(
            "report failure", "On that day there was no duty that you may see and that fits the filter."
        ),
    )
    ERROR = "error", pgettext_lazy("report failure", "An error stopped the report.")
    STORAGE = "storage", pgettext_lazy("report failure", "The finished report could not be stored.")
    TOO_LONG = (
        "too_long",
        pgettext_lazy("report failure", "The report took longer than the time limit allows."),
    )
    WORKER_LOST = (
        "worker_lost",
        pgettext_lazy(
            "report failure", "The worker ended in the middle of the report, as often as it was tried."
        ),
    )


class Every(models.TextChoices):
    """After which period a scheduled report comes."""

    WEEK = "week", pgettext_lazy("schedule", "Every week")
    MONTH = "month", pgettext_lazy("schedule", "Every month")
    QUARTER = "quarter", pgettext_lazy("schedule", "Every quarter")
    ROUND = "round", pgettext_lazy("schedule", "After every round")


class SealKind(models.TextChoices):
    INTERVAL = "interval", pgettext_lazy("seal", "In the course of the day")
    DAILY = "daily", pgettext_lazy("seal", "End of the day")


class CheckStep(models.TextChoices):
    """What the worker is doing, shown beside the progress bar."""

    WAITING = "waiting", pgettext_lazy("check step", "Waiting for a free worker")
    CHAINS = "chains", pgettext_lazy("check step", "Walking the chains")
    SEALS = "seals", pgettext_lazy("check step", "Holding them against the seals")
    FINISHED = "finished", pgettext_lazy("check step", "Finished")


class CheckFailure(models.TextChoices):
    """Why a check could not be made; that the ledger does not hold is a result, not a failure."""

    ERROR = "error", pgettext_lazy("check failure", "An error stopped the check.")
    TOO_LONG = "too_long", pgettext_lazy("check failure", "The check took longer than the time limit allows.")
    WORKER_LOST = (
        "worker_lost",
        pgettext_lazy(
            "check failure", "The worker ended in the middle of the check, as often as it was tried."
        ),
    )
