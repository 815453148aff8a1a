"""Duties in running text, for tasks without a clause: "由A牵头，B、C配合", "led by A, together with B"."""

import re

from tasks.intake.bodies import sounds_like_body
from tasks.intake.clauses import Clause
from tasks.intake.cues import Part, cues
from tasks.intake.measures import Piece
from tasks.intake.names import Gazetteer, Named
from tasks.intake.paragraphs import trimmed
from tasks.intake.roles import Duties, read_duties
from tasks.intake.text import Span

_ZH_SENTENCE = re.compile(r"[^。;!?\n]+")
_EN_SENTENCE = re.compile(r"(?:[^.;!?\n]|\.(?=\S))+")
_ZH_START = re.compile(
    r"(?:拟|应|要)?由(?=[^,。;]{2,60}?(?:牵头|负责|会同|主办))|^(?=[^,。;]{2,60}?(?:要?牵头|会同|主办|负责))"
)
_EN_START = re.compile(
    r"(?:(?:jointly )?(?:led|headed|spearheaded) by|under the (?:lead|leadership) of)\b", re.I
)
# Behind "together with A and B" their work may follow without a comma.
_WORK_BEGINS = re.compile(
    r"[,;。]|于?(?:19|20)\d\d年|[于将对在]|制[定订]|研究|出台|建立|完善|开展|推进|做好|组织|加强|负责|落实|修订|起草|提出|编制|实施|推动|加快|健全"
    r"|督促|指导|引导|支持|清理|部署|探索|抓紧|尽快|确保|强化|优化|扩大|规范|深化|继续|适时|印发"
)
_EN_WORK_BEGINS = re.compile(r"[;.]|,(?= (?!the |and )[a-z])| to (?=[a-z])")
# Of all that ends like the name of a body ("建设基地", "高校") what running text means by one.
_OFFICE = re.compile(
    r"(?:部|委|委员会|办|办公室|局|署|厅|院|会|社|政府|公司|银行|兵团|联)(?:\([^()]{1,12}\))?$"
)
_LEADING = (Part.LEAD, Part.WITH, Part.PLAIN, Part.RESPECTIVE)
_LONGEST = 300
_MOST_CUES = 6
_SMALL_WORDS = frozenset("of and the for on in at to".split())


def pieces_in_text(text: str, span: Span, gazetteer: Gazetteer, language: str) -> list[Piece]:
    """The stretch `[start, end)` cut before each sentence that puts bodies in charge, that being its clause.

    Only bodies known by name or sounding like one count: in running text anybody may answer for anything.
    """
    sentences = _ZH_SENTENCE if language == "zh" else _EN_SENTENCE
    found = [
        (sentence.start(), clause)
        for sentence in sentences.finditer(text, *span)
        if (clause := _clause(text, sentence.span(), gazetteer, language))
    ]
    ends = [*(start for start, _ in found[1:]), span[1]]
    starts = [span[0], *ends[:-1]]
    clauses: list[Clause | None] = [clause for _, clause in found]
    return [
        Piece(trimmed(text, (start, end)), clause)
        for start, end, clause in zip(starts, ends, clauses or [None], strict=True)
    ]


def _clause(text: str, sentence: Span, gazetteer: Gazetteer, language: str) -> Clause | None:
    sentence = trimmed(text, sentence)
    start = _chinese_start(text, sentence) if language == "zh" else _english_start(text, sentence)
    if start is None:
        return None
    limit = min(sentence[1], start + _LONGEST)
    found = [cue for cue in cues(text, start, limit, language) if cue.part is not Part.NOISE][:_MOST_CUES]
    for cue in reversed(found):
        end = (
            cue.span[1]
            if cue.before and cue.part is not Part.WITH
            else _end_of_names(text, cue.span[1], limit)
        )
        duties = read_duties(text, (start, end), gazetteer, language)
        if _puts_in_charge(duties, language):
            return _with_others(
                text, Clause((start, end), duties, from_text=True), limit, gazetteer, language
            )
    return None


def _with_others(text: str, clause: Clause, limit: int, gazetteer: Gazetteer, language: str) -> Clause:
    """The clause with those that the rest of its sentence names: "A leads the work …, together with B"."""
    for cue in cues(text, clause.span[1], limit, language):
        if cue.part in (Part.CO, Part.PARTICIPATING):
            start, end = cue.span[0], _end_of_names(text, cue.span[1], limit)
            if cue.before:
                start, end = text.rfind(",", clause.span[1], start) + 1 or start, cue.span[1]
            others = read_duties(text, (start, end), gazetteer, language)
            if (
                others.names
                and not others.leftovers
                and all(_is_sure(each, language) for each in others.names)
            ):
                return Clause((clause.span[0], end), clause.duties.joined(others), from_text=True)
    return clause


def _puts_in_charge(duties: Duties, language: str) -> bool:
    """Whether some body leads or answers, and nothing else is named."""
    charged = any(group.names and group.part in _LEADING for group in duties.groups)
    return charged and not duties.leftovers and all(_is_sure(named, language) for named in duties.names)


def _is_sure(named: Named, language: str) -> bool:
    if named.code is not None or language == "zh":
        return named.code is not None or bool(_OFFICE.search(named.name))
    words = [word for word in named.name.split() if word not in _SMALL_WORDS]
    return sounds_like_body(named.name, language) and all(word[0].isupper() for word in words)


def _end_of_names(text: str, at: int, end: int) -> int:
    """Where the names behind a cue end: with the stretch between commas, for work may follow."""
    stop = (_EN_WORK_BEGINS if text[at:end].isascii() else _WORK_BEGINS).search(text, at, end)
    return stop.start() if stop else end


def _chinese_start(text: str, sentence: Span) -> int | None:
    opening = _ZH_START.search(text[slice(*sentence)])
    return sentence[0] + opening.start() if opening else None


def _english_start(text: str, sentence: Span) -> int | None:
    """Where the leading words begin: the sentence itself, if it opens with its bodies, or "led by"."""
    opening = _EN_START.search(text[slice(*sentence)])
    if opening:
        return sentence[0] + opening.start()
    found = cues(text, *sentence, "en")
    if not found or found[0].span[0] - sentence[0] > _LONGEST:
        return None
    first = found[0]
    opens = first.part in _LEADING if first.before else first.part is Part.CO and first.span[0] > sentence[0]
    return sentence[0] if opens else None
