"""The closed vocabularies of the reports app; values are stored and published, labels are shown."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    PROGRESS = "progress", pgettext_lazy("report kind", "Progress report")
    OVERDUE = "overdue", pgettext_lazy("report kind", "Overdue report")


class Format(models.TextChoices):
    XLSX = "xlsx", pgettext_lazy("report format", "Excel workbook (XLSX)")
    PDF = "pdf", pgettext_lazy("report format", "Document to print (PDF)")
    CSV = "csv", pgettext_lazy("report format", "Plain table (CSV)")


# A download is served with these fixed types, never with one guessed from a name.
MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
    Format.CSV: "text/csv; charset=utf-8",
}


class Step(models.TextChoices):
    """What the worker is doing, shown beside the progress bar."""

    WAITING = "waiting", pgettext_lazy("report step", "Waiting for a free worker")
    COLLECTING = "collecting", pgettext_lazy("report step", "Reading the ledger")
    XLSX = "xlsx", pgettext_lazy("report step", "Writing the workbook")
    PDF = "pdf", pgettext_lazy("report step", "Typesetting the document")
    CSV = "csv", pgettext_lazy("report step", "Writing the table")
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
