"""The words that say who answers how: each cue takes the names before it or behind it."""

import re
from dataclasses import dataclass
from enum import Enum

from tasks.intake.text import Span


class Part(Enum):
    """What a cue makes of its names."""

    LEAD = "lead"
    PLAIN = "plain"  # responsible, nothing said about rank
    RESPECTIVE = "respective"
    CO = "co_responsible"
    PARTICIPATING = "participating"
    WITH = "with"  # the names before lead, those behind are with them
    DEADLINE = "deadline"
    PERSON = "person"
    RULE = "rule"  # "the first named leads"
    NOISE = "noise"


@dataclass(frozen=True)
class Cue:
    part: Part
    before: bool  # takes the names before it; else those behind
    span: Span
    same_below: bool = False


_UNIT = r"(?:责任)?(?:单位|部门|处室|机构|主体|科室|股室|司局|方)"
_DUTIES = (
    r"(?:并|共同|分别)?(?:按照?|根据|依据|依照)(?:各自|部门)?(?:工作)?(?:职责|职能|职权|分工|权限)(?:和|与|及)?(?:分工|职责|任务)?(?:要求)?(?:,)?"
    r"(?:分别|各自|分头|共同|协同|抓好|做好|依法){0,4}(?:负责|牵头|落实|推进|实施|工作|组织){0,4}(?:落实|相关工作)?"
)
_WORK = r"(?:负责|组织|抓总|推进|实施|落实|办理|协调|承担|相关工作){0,4}"

# What a body is responsible for, up to the next separator: "负责制定标准".
_OBJECT = r"(?:(?:(?![部委局厅署]|办公室|网信办|配合|参与|参加|协助|牵头)[\u4e00-\u9fff]){2,14}(?=[,;。]|$))?"

# (what, takes the names before it, pattern); the first pattern that fits at a place wins.
_ZH = [
    (
        Part.RULE,
        False,
        r"[^,、;:。()〔〕\[\]]{0,12}(?:第一|首)(?:位|个|名)?[^,、;:。()〔〕\[\]]{0,10}(?:牵头|主办|主责|责任部门"
        r"|负责)[^,、;:。()〔〕\[\]]{0,8}",
    ),
    (Part.NOISE, False, r"[,;]?(?:以)?下同"),
    (
        Part.DEADLINE,
        False,
        r"(?:完成|办结|整改|落实|推进|启动)?(?:时限|时间|期限|时间节点|进度)(?:要求|安排)?[:]",
    ),
    (Part.PERSON, False, r"(?:责任人|负责人|责任领导|牵头领导|分管领导|牵头负责人|责任校领导|联系人)[:]"),
    (Part.LEAD, False, r"(?<![\u4e00-\u9fff])(?:牵头|主办)(?:单位|部门)(?=[\u4e00-\u9fff])"),
    (Part.CO, False, r"(?<![\u4e00-\u9fff])(?:配合|协办|责任)(?:单位|部门)(?=[\u4e00-\u9fff])"),
    (Part.LEAD, False, rf"(?:总?牵头|主办|主责|第一责任){_UNIT}?[:](?=[^\s])|牵头[:](?=[^\s])"),
    (Part.PLAIN, False, rf"(?:具体)?(?:责任|负责|落实|承办|实施){_UNIT}[:]|责任分工[:]|责任落实[:]"),
    (Part.CO, False, rf"(?:配合|协办|协同|支持|协助|会办){_UNIT}?[:](?=[^\s])"),
    (Part.PARTICIPATING, False, rf"(?:参与|参加){_UNIT}?[:](?=[^\s])"),
    (Part.WITH, True, r"(?:负责)?(?:牵头)?,?(?:要|应|应当|须)?会同|,商(?!务)"),
    (Part.RESPECTIVE, True, rf"{_DUTIES}|(?:分别|各自)(?:负责|牵头|落实){_WORK}|各负其责"),
    (
        Part.LEAD,
        True,
        rf"\((?:总?牵头|主办)(?:单位|部门)?\)|(?:要|应|应当|须|负责)?(?:共同|联合|总)?牵头{_WORK}|主办",
    ),
    (
        Part.CO,
        True,
        r"(?:密切|积极|协同|共同|分别|具体){0,3}(?:配合|协助|协办|协同)(?:负责|落实|做好)?|支持配合",
    ),
    (Part.PARTICIPATING, True, r"(?:共同|积极|分别)?(?:参与|参加)"),
    (
        Part.PLAIN,
        True,
        rf"(?:共同|具体|联合|分工)?(?:负责|承担|承办|组织实施)(?:落实|组织实施|实施|推进)?{_OBJECT}|落实(?=[,;。]|$)",
    ),
]
_UNITS = (
    r"(?:units?|departments?|agenc(?:y|ies)|bod(?:y|ies)|ministr(?:y|ies)|part(?:y|ies)"
    r"|organi[sz]ations?|authorit(?:y|ies))"
)
_BE = r"(?:(?:is|are|be|shall be|will be|should be|to be) )"
_DO = r"(?:(?:shall|will|should|to|jointly|must) ){0,3}"
_DUTY = (
    r"(?:in accordance with|according to|based on|as per)(?: (?:the|their|its|respective"
    r"|own|work|job|division|of|and)){0,6}"
    r" (?:dut(?:y|ies)|responsibilit(?:y|ies)|functions?|labou?r|mandates?|work)(?: (?:and"
    r"|of) (?:dut(?:y|ies)|responsibilit(?:y|ies)|functions?|labou?r)){0,2}"
)
_EN = [
    (
        Part.RULE,
        False,
        r"[^(),;.\[\]]{0,60}\b(?:rank(?:ed|ing|s)?|list(?:ed|ing|s)?|nam(?:ed|ing)|com(?:es"
        r"|ing)) (?:in (?:the )?)?first(?: place| position)?(?: (?:is|being|as|takes?"
        r"|shall)[^(),;.\[\]]{0,50})?"
        r"|(?:with )?the first[- ](?:(?:listed|named|ranked|mentioned) )?(?:unit|department"
        r"|body|agency|one)?[^(),;.\[\]]{0,30}\blead[^(),;.\[\]]{0,30}",
    ),
    (
        Part.NOISE,
        False,
        r"[,;]? ?(?:and )?(?:hereinafter )?the same (?:applies )?(?:below|hereinafter|hereafter|applies)",
    ),
    (
        Part.DEADLINE,
        False,
        r"(?:completion|deadline|time ?limit|time ?frame|due|target)(?: (?:date|time|limit"
        r"|for completion|of completion)){0,3} ?[:]",
    ),
    (
        Part.RESPECTIVE,
        True,
        rf"{_DO}tak(?:es|e|ing) the lead (?:respectively|separately)(?:,? {_DUTY})?"
        rf"|{_BE}?(?:each )?(?:respectively|separately|severally|individually) (?:responsible"
        rf"|in charge)(?: (?:for|of)\b)?(?:,? {_DUTY})?"
        rf"|{_BE}?responsible (?:for )?(?:it |this |them )?(?:respectively|separately)"
        rf"|{_BE}?responsible (?:for )?(?:the )?division of"
        rf" (?:labou?r|duties|responsibilities|work)(?:,? {_DUTY})?"
        rf"|{_BE}?(?:each )?responsible,? {_DUTY}"
        rf"|{_BE}(?:each )?responsible for (?:their|its)(?: own| respective){{1,2}}"
        r" (?:part|dut|task|respons)\w*"
        rf"|,? ?(?:each |respectively )?{_DUTY}",
    ),
    (
        Part.LEAD,
        False,
        rf"(?:the )?(?:lead|leading|head) {_UNITS}(?: (?:is|are))? ?[:]|(?:(?:is|are"
        rf"|to be) )?(?:jointly )?(?:led|headed|spearheaded|coordinated) by|under the (?:lead"
        rf"|leadership) of|lead(?:er)?[:]",
    ),
    (
        Part.PLAIN,
        False,
        rf"(?:the )?responsib(?:le|ility) (?:{_UNITS}|by|for|of|lies with|rests with)(?: (?:is"
        rf"|are))? ?[:]?|(?:jointly |mainly )responsible by|responsibilit(?:y|ies)[:]"
        rf"|responsible[:]"
        r"|(?:to be )?(?:organi[sz]ed and )?(?:implemented|undertaken|handled|completed"
        r"|carried out) by(?! (?:the )?(?:end|close|beginning|middle|\d))|(?:(?:person|unit"
        r"|department)s? )?in charge(?: of)? ?[:]",
    ),
    (
        Part.CO,
        False,
        rf"(?:supporting|cooperation|cooperating|co-operating|co-responsible|coordinating|assisting"
        rf"|cooperative|other responsible) {_UNITS} ?[:]"
        r"|(?:(?:shall|will|should|must),? )?(?:(?:in |with (?:the )?)(?:close )?(?:co-?operation"
        r"|coordination"
        r"|collaboration|assistance|support|conjunction|concert|help) (?:with|of|from|by)|(?:together"
        r"|jointly|along) with)|(?:assisted|supported) by",
    ),
    (
        Part.PARTICIPATING,
        False,
        rf"with (?:the )?(?:active )?(?:participation|involvement) (?:of|from|by)"
        rf"|participating(?: {_UNITS})? ?[:]|participants?[:]|joined by",
    ),
    (
        Part.LEAD,
        True,
        rf"\(lead(?:ing)?(?: {_UNITS})?\)"
        rf"|{_DO}(?:jointly )?tak(?:es|e|ing) (?:the|a) lead(?:ing role)?(?: in\b(?: the work)?"
        rf"| and {_BE}responsible(?: for)?)?"
        rf"|{_DO}(?:be |is |are |being |as |acts? as |serves? as "
        rf"|acting as )(?:jointly )?(?:the )?lead(?:ing|s)?(?: {_UNITS})?(?: and responsible)?"
        rf"|{_DO}(?:jointly )?lead(?:s|ing)?"
        r"(?= *(?:[,;.)]|$| the (?:work|task|effort|implementation)| with))",
    ),
    (
        Part.PLAIN,
        True,
        rf"{_BE}?(?:jointly |mainly |collectively |together |all |also |primarily "
        rf"|both ){{0,3}}(?:responsible|in charge|accountable)(?: (?:for|of)\b(?: it\b| this\b"
        rf"| the work\b)?)?|{_DO}(?:assume responsibility|tak(?:es|e|ing) charge)(?: for| of)?",
    ),
    (
        Part.CO,
        True,
        rf"{_BE}(?:the )?(?:co-?operating|supporting|assisting) {_UNITS}"
        rf"|{_DO}(?:actively |closely )?(?:co-?operat(?:es|e|ing)|assist(?:s|ing)?|support(?:s"
        rf"|ing)?|coordinat(?:es|e|ing)|collaborat(?:es|e|ing))(?! {_UNITS})(?: (?:with"
        rf"|in)(?: (?:it|them|this|the work))?)?",
    ),
    (
        Part.PARTICIPATING,
        True,
        rf"{_DO}(?:also |actively )?(?:participat(?:es|e|ing)|tak(?:es|e|ing) part)(?: in(?: it"
        rf"| this| the work)?)?",
    ),
]


def _compiled(table: list[tuple[Part, bool, str]], before: str = "", after: str = "") -> re.Pattern[str]:
    cues = (f"(?P<c{n}>{before}(?:{pattern}){after})" for n, (_, _, pattern) in enumerate(table))
    return re.compile("|".join(cues), re.I)


_WORD_STARTS, _WORD_ENDS = r"(?<![A-Za-z])", r"(?:(?<=[^A-Za-z])|(?![A-Za-z]))"
_TABLES = {"zh": (_ZH, _compiled(_ZH)), "en": (_EN, _compiled(_EN, _WORD_STARTS, _WORD_ENDS))}
_SAME_BELOW = re.compile(r"下同|the same|hereinafter|以下", re.I)


def cues(text: str, start: int, end: int, language: str) -> list[Cue]:
    """The cues in `[start, end)` of the plain copy, in order."""
    table, pattern = _TABLES[language]
    content = text[start:end]
    same_below = bool(_SAME_BELOW.search(content))
    found = []
    for match in pattern.finditer(content.replace("\n", " ")):
        part, before, _ = table[int((match.lastgroup or "c0")[1:])]
        if match.end() > match.start():
            found.append(Cue(part, before, (start + match.start(), start + match.end()), same_below))
    return found
