"""From the text of a notice to a `Reading`."""

from collections.abc import Iterable, Mapping

from tasks.intake.assembly import Assembler
from tasks.intake.clauses import Clause, Finder
from tasks.intake.deadlines import Frame
from tasks.intake.doubts import Doubts
from tasks.intake.editions import KnownPlan, editions
from tasks.intake.endings import end_last_task
from tasks.intake.facts import Facts, read_facts
from tasks.intake.lines import joined
from tasks.intake.localities import is_local, names_local_bodies
from tasks.intake.markup import stripped
from tasks.intake.measuring import Measurer, Pages
from tasks.intake.names import Gazetteer
from tasks.intake.numbering import labels
from tasks.intake.outline import Outline, outline
from tasks.intake.ranking import Ranking, ranking
from tasks.intake.reading import Reading
from tasks.intake.rows import add_tables
from tasks.intake.structure import AreaDraft, Shaper, outside_tables
from tasks.intake.tables import tables
from tasks.intake.text import Span, language_of, original, plain, repaired

LANGUAGES = ("en", "zh")
LONGEST = 20_000_000


class Unreadable(ValueError):
    """The text cannot be read as a notice; the message says why, in one English line."""


def read_notice(
    text: str,
    gazetteer: Gazetteer | Mapping[str, str],
    *,
    language: str | None = None,
    known_plans: Iterable[KnownPlan] = (),
) -> Reading:
    """The notice as areas, tasks, measures and duties, with the place of each in `text` and every doubt.

    `gazetteer` maps names (any language, old and translated ones included) to the codes of the bodies that
    answer for them. `language` is "en" or "zh"; by default the script decides. Raises Unreadable.
    """
    _check(text, language)
    readable = joined(repaired(stripped(original(text))))
    pages = Pages(readable, plain(readable))
    language = language or language_of(pages.text)
    names = gazetteer if isinstance(gazetteer, Gazetteer) else Gazetteer(gazetteer)
    return _Reader(pages, names, language).read(known_plans)


def _check(text: str, language: str | None) -> None:
    if language not in (None, *LANGUAGES):
        raise Unreadable(f"the language {language!r} is not one of: {', '.join(LANGUAGES)}")
    if not text.strip():
        raise Unreadable("the text is empty")
    if len(text) > LONGEST:
        raise Unreadable(f"the text is longer than {LONGEST:,} characters")
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in set(text)):
        raise Unreadable(
            "the text holds characters that no text has; it may be no text file, or in another encoding"
        )


class _Reader:
    """The steps in their order; what one finds the next ones use."""

    def __init__(self, pages: Pages, gazetteer: Gazetteer, language: str) -> None:
        self.pages, self.gazetteer, self.language = pages, gazetteer, language
        self.doubts = Doubts(pages.plain)

    def read(self, known_plans: Iterable[KnownPlan]) -> Reading:
        text = self.pages.text
        found_tables = tables(text)
        tree = self._outline([table.span for table in found_tables])
        stops = sorted(node.start for root in tree.nodes for node in root.walk())
        clauses = Finder(
            text, self.gazetteer, self.language, stops, [table.span for table in found_tables]
        ).find()
        drafts = self._drafts(tree, clauses, [table.span for table in found_tables])
        first = min(
            [*(draft.heading[0] for draft in drafts), *(table.span[0] for table in found_tables), len(text)]
        )
        facts = read_facts(text, first, self.language)
        reading = self._reading(facts)
        assembler = self._assembler(reading, clauses)
        reading.areas = [assembler.area(draft, n) for n, draft in enumerate(drafts, 1)]
        add_tables(reading, found_tables, assembler)
        self._finish(reading, assembler, tree, drafts, known_plans)
        return reading

    def _outline(self, table_spans: list[tuple[int, int]]) -> Outline:
        text = self.pages.text
        return outline(labels(text, table_spans), len(text))

    def _drafts(self, tree: Outline, clauses: list[Clause], table_spans: list[Span]) -> list[AreaDraft]:
        drafts = outside_tables(Shaper(self.pages.text, clauses).shape(tree.nodes), table_spans)
        end_last_task(self.pages.text, drafts, clauses, [start for start, _ in table_spans])
        return drafts

    def _reading(self, facts: Facts) -> Reading:
        quote, place = self.pages.quote, self.pages.place
        title = (
            quote(facts.spans["title"]).replace("\n", "" if self.language == "zh" else " ")
            if "title" in facts.spans
            else ""
        )
        spans = {name: place(span) for name, span in facts.spans.items()}
        number = quote(facts.spans["document_number"]) if facts.number else None
        return Reading(title, self.language, facts.issuer, number, facts.issued_on, facts.period, spans=spans)

    def _assembler(self, reading: Reading, clauses: list[Clause]) -> Assembler:
        frame = Frame(reading.issued_on, *reading.period)
        self.ranking: Ranking = ranking(self.pages.text, clauses)
        local = is_local(reading.title, reading.issuer) or names_local_bodies(clauses)
        measurer = Measurer(self.pages, self.doubts, self.language, frame, self.ranking, local=local)
        return Assembler(self.pages, self.doubts, measurer, clauses, self.gazetteer)

    def _finish(
        self,
        reading: Reading,
        assembler: Assembler,
        tree: Outline,
        drafts: list[AreaDraft],
        plans: Iterable[KnownPlan],
    ) -> None:
        assembler.report_outside()
        self._doubt_structure(reading, tree, drafts)
        reading.editions = editions([(task.number, task.text) for task in reading.tasks], plans)
        for edition in reading.editions:
            counts = {"matched": len(edition.pairs), "tasks": len(reading.tasks)}
            self.doubts.add("resembles_plan", (0, 0), slug=edition.slug, **counts)
        reading.warnings = self.doubts.all()

    def _doubt_structure(self, reading: Reading, tree: Outline, drafts: list[AreaDraft]) -> None:
        doubts = self.doubts
        if not reading.tasks:
            doubts.add("no_structure", (0, len(self.pages.text)))
        elif drafts and drafts[0].heading[0] == drafts[0].heading[1]:
            doubts.add("areas_missing", drafts[0].heading)
        if not reading.title:
            doubts.add("no_title", (0, 0))
        if reading.period == (None, None):
            doubts.add("no_period", (0, 0))
        if self.ranking.stated:
            code = "ranking_rule_everywhere" if self.ranking.everywhere else "ranking_rule"
            doubts.add(code, self.ranking.stated)
        for label, previous in tree.gaps:
            doubts.add("numbering_gap", (label.start, label.end), label=label.printed, previous=previous)
        for label in tree.refused:
            doubts.add("numbering_restarts", (label.start, label.end), label=label.printed)
