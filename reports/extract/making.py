"""Making the files of an extract: survey the rows once, then write each format from a reading of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.permissions import sees_everything
from reformtracker.lib.bilingual import clauses
from reformtracker.lib.errors import Invalid, NotAllowed
from reports import collecting, framing
from reports.artifacts import Made, artifacts
from reports.document import Document, Value, clean
from reports.enums import Format, Kind, Step
from reports.extract import table, workbook
from reports.extract.asking import words
from reports.extract.columns import columns
from reports.extract.rows import FIELDS, Survey, batches, chosen, line, names_of, survey
from reports.models import Report
from reports.queries import Sight
from reports.slices.bounds import Wanted
from reports.slices.writing import write_slice
from tasks.models import Entry

# Progress after the rows are counted; the formats share the rest.
SURVEYED = 10
Told = Callable[[int, str], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Extract:
    """What the writers share: whose sight of what, which rows, and what the files say of them."""

    sight: Sight
    found: Survey
    document: Document


def make(report: Report, told: Told) -> Made:
    """The extract's files; `told` hears progress (0-100) and step after every batch and may raise to stop."""
    moment = collecting.as_of_moment(report.as_of)
    sight = Sight(report.plan, report.as_of, report.requested_by, report.filter)
    with override(report.language):
        found = survey(sight, lambda done: told(0, Step.COLLECTING))
        document = _document(sight, found, report.language)
        extract, span = Extract(sight, found, document), (100 - SURVEYED) / len(report.formats)
        files = [
            _file(report, extract, choice, _paced(told, choice, SURVEYED + number * span, span))
            for number, choice in enumerate(report.formats)
        ]
    facts = {
        "data_sha256": found.sha256,
        "rule_version": document.provenance.rule_version,
        "as_of_moment": moment,
        "ledger_n": document.provenance.ledger_n,
        "ledger_hash": document.provenance.ledger_hash,
    }
    return Made(files, found.rows, facts)


def _paced(told: Told, step: str, start: float, span: float) -> Progress:
    """What a writer calls with the rows done and how many there are; all are `span` from `start` on."""

    def said(done: int, of: int) -> None:
        told(int(start + span * done / max(of, 1)), step)

    said(0, 1)
    return said


def _file(report: Report, extract: Extract, choice: str, said: Progress) -> dict[str, Any]:
    """Writes one format and keeps the file; gives its line for the report's row."""
    kept = artifacts.keep(partial(_write, extract, choice, said))
    name = f"{report.plan.slug}-{report.kind}-{report.as_of}-{kept.sha256[:8]}.{choice}"
    return {"format": choice, "sha256": kept.sha256, "size": kept.size, "name": name}


def _write(extract: Extract, choice: str, said: Progress, target: Path) -> None:
    heads = tuple(columns())
    if choice == Format.CSV:
        table.write(target, heads, _lines(extract, said))
    elif choice == Format.XLSX:
        workbook.write(target, extract.document, heads, _lines(extract, said))
    else:
        _write_slice(extract.sight, extract.found.head, target, said)


def _write_slice(sight: Sight, head: Entry | None, target: Path, said: Progress) -> None:
    """The rows as data that prove themselves, as far as they are sealed; raises Refused when none is."""
    if sight.user is not None and not sees_everything(sight.user):
        # The rights may have changed since it was asked for, and a slice holds everybody's entries.
        raise NotAllowed(_("Only those to whom the ledger is open take an extract from it."))
    if head is None:
        raise Invalid(_("There is no entry in that part of the ledger."))
    last = min(int(sight.filter.get("n_to", head.n)), head.n)
    write_slice(sight.plan, Wanted.of({**sight.filter, "n_to": str(last)}), target, said)


def _lines(extract: Extract, said: Progress) -> Iterator[tuple[Value, ...]]:
    names, done = names_of(extract.sight), 0
    for batch in batches(chosen(extract.sight, extract.found.head), *FIELDS):
        yield from (line(names, entry) for entry in batch)
        done += len(batch)
        said(done, extract.found.rows)


def _document(sight: Sight, found: Survey, language: str) -> Document:
    """What the extract says about itself; the rows are not in it."""
    head = found.head
    about = replace(
        framing.provenance(sight.plan, sight.day, scope_of(sight)),
        # An extract holds what was said, and no standing that a rule has made of it.
        rule_version="",
        # The head up to which the rows reach; the ledger may have grown since.
        ledger_n=head.n if head else 0,
        ledger_hash=head.hash if head else "",
        ledger_at=head.at if head else None,
    )
    document = Document(
        kind=Kind.EXTRACT,
        language=language,
        title=str(Kind.EXTRACT.label),
        subtitle=about.plan_title,
        provenance=about,
        figures=(),
        tables=(),
        full="",
        notes=(
            _("Every row is an entry as it stands in the ledger; nothing is left out of what was asked."),
            _("The SHA-256 of the data is that of the request and of the hashes of all rows, in any format."),
        ),
    )
    framed = framing.framed(document, sha256=found.sha256)
    return replace(framed, meta=(*framed.meta, (_("Rows"), str(found.rows))))


def scope_of(sight: Sight) -> str:
    """Whose sight it was and the filter, in words of the active language."""
    whole = sight.user is None or sees_everything(sight.user)
    whose = _("all entries") if whole else _("what %(user)s may see") % {"user": sight.user}
    return clean(clauses([whose, *words(sight.filter)]))
