"""What headings say: which parts hold no tasks, where a heading ends, to which field an area belongs."""

import re

from tasks.intake.text import Span

_AIMS = re.compile(
    r"^(?:总体(?:要求|思路|目标|部署|考虑)|指导思想|基本原则|工作原则|主要目标|工作目标|发展目标|行动目标|目标(?:任务|要求)?|基本(?:思路|要求)|重要意义|"
    r"(?:工作)?背景|适用范围|总则|充分认识|编制依据|形势|现状|发展基础|基本情况|重大意义|深刻认识)"
    r"|^(?:(?:the )?(?:general|overall|guiding|basic|main|major|development"
    r"|work(?:ing)?) (?:requirements?|principles?|ideology|ideas?|thoughts?|goals?|"
    r"objectives?|targets?|aims?)|guiding (?:ideology|thought)|background|significance"
    r"|scope of application|general provisions|objectives?|goals?)\b",
    re.I,
)
_CLOSING = re.compile(
    r"^(?:进一步|切实|不断)?(?:强化|加强|健全|完善|落实|明确|抓好|做好)?(?:(?:组织|工作|实施|有关|相关|几点|具体|政策|服务)?"
    r"(?:实施|保障|领导|要求|步骤|机制|措施|落实)|附则|监督(?:检查|考核|评估)|督导考核|进度安排|时间安排)(?:措施|机制|工作|要求|落实|保障|实施|领导"
    r"|[和与及、,]|组织|监督|考核){0,6}$"
    r"|^本[\u4e00-\u9fff]{2,6}自[^。]{2,40}(?:施行|实施|执行)"
    r"|^(?:these|this) \w+ (?:shall |will )?(?:take effect|come into (?:force|effect))"
    r"|^(?:(?:strengthen(?:ing)?|improv(?:e|ing)|ensur(?:e|ing)|enhanc(?:e|ing)) (?:the )?)?"
    r"(?:(?:organi[sz]ation(?:al)?|safeguard|guarantee|implementation|supporting"
    r"|support) (?:and |of )?(?:implementation|guarantees?|measures|support|leadership"
    r"|arrangements?|requirements?|safeguards?)|(?:relevant|related|work) requirements|"
    r"supplementary provisions|safeguards?|implementation|requirements)\b",
    re.I,
)
# Among headings that name bodies one that names none and speaks of this is a closing section as well.
_CLOSING_AMONG_OTHERS = re.compile(
    r"组织(?:保障|领导|实施|落实)|保障(?:措施|机制)|抓好.{0,6}落实|抓落实|落实责任|责任落实|(?:工作|有关)要求|督(?:导|促)检查$|组织协调"
    r"|\b(?:organi[sz](?:ation(?:al)?|e and implement)|leadership|safeguards?|guarantees?"
    r"|supervision and inspection)\b",
    re.I,
)
_CONTAINER = re.compile(
    r"(?:主要|重点|工作|重大|具体|目标)(?:任务|工作|措施|举措|内容|行动)(?:[和及与](?:措施|举措|分工|责任分工|工作))?(?:分工|安排"
    r"|清单)?$|^(?:任务分工|政策措施|任务举措|实施内容|改革任务|工作安排|行动任务|专项行动)$"
    r"|^(?:(?:main|key|major|priority|specific|work) (?:tasks?|work|measures|actions?"
    r"|contents?|missions?)|tasks?(?: and measures)?|division of (?:tasks|labou?r|work))\b",
    re.I,
)
_SENTENCE_END = re.compile(r"[。!?！？;；\n]|\.(?=\s|$|[A-Z\u4e00-\u9fff])")
_ABBREVIATION = re.compile(r"(?:\b(?:No|Art|Mr|Dr|St|vs|e\.g|i\.e|etc)|\d)$")

_FIELDS = (
    (
        "graded_diagnosis",
        "分级诊疗|医联体|医共体|医疗联合体|家庭医生"
        "|graded diagnosis|hierarchical (?:diagnosis|medical)|tiered",
    ),
    ("hospital_management", "现代医院|公立医院|医院管理|hospital management|public hospital"),
    (
        "insurance",
        "医保|医疗保险|医疗保障|全民医保"
        "|medical insurance|health insurance|medical security|insurance system",
    ),
    ("drugs", "药品|药物|医药(?:生产|流通|产业)|耗材|drug|pharmaceutical|medicines?\\b"),
    ("supervision", "综合监管|监督管理|监管(?:制度|体系|机制)|supervision|regulat(?:ion|ory) system"),
    (
        "public_health",
        "公共卫生|疾病预防|疾控|爱国卫生|public (?:\\*+ ?)?health|disease (?:prevention|control)",
    ),
    ("services", "医疗卫生服务|服务体系|健康服务|医疗服务|service system|medical services?|health services?"),
    ("governance", "组织领导|治理|政府职能|营商环境|放管服|leadership|governance|government functions"),
    ("related_fields", "相关领域|related fields|relevant fields"),
)
_FIELD_PATTERNS = [(name, re.compile(pattern, re.I)) for name, pattern in _FIELDS]


def is_aims(title: str) -> bool:
    """Preamble under a number: guiding ideology, principles, goals."""
    return bool(_AIMS.search(title.strip()))


def is_closing(title: str, *, among_others: bool = False) -> bool:
    """Safeguards and closing requirements; tasks only where bodies are named for them.

    `among_others`: the other headings name bodies for their tasks.
    """
    words = title.strip(" 。.")
    return bool(_CLOSING.search(words) or (among_others and _CLOSING_AMONG_OTHERS.search(words)))


def is_container(title: str) -> bool:
    """A heading that says no more than "key tasks"."""
    return bool(_CONTAINER.search(title.strip(" 。.:")))


def field_of(title: str) -> str | None:
    """The canonical field that the words of the title point to, the earliest first; None if none does."""
    places = [(found.start(), name) for name, pattern in _FIELD_PATTERNS if (found := pattern.search(title))]
    if any(name == "related_fields" for _, name in places):
        return "related_fields"
    return min(places)[1] if places else None


def first_sentence(text: str, span: Span) -> int:
    """Where the first sentence or line of `[start, end)` ends, its full stop included."""
    start, end = span
    for found in _SENTENCE_END.finditer(text, start, end):
        if found.group() == ";" and text[max(start, found.start() - 20) : found.start()].isascii():
            continue
        if found.group() == "." and _ABBREVIATION.search(text, max(start, found.start() - 6), found.start()):
            continue
        return found.start() if found.group() == "\n" else found.end()
    return end
