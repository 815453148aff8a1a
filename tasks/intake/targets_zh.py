"""Targets in Chinese: 达到65%, 不少于3家, 提高40元, 压缩至4个月以内, 100个以上."""

import re

from tasks.intake.aims import Aim, Number, number
from tasks.intake.numbers import han_number

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d{1,6})?"
_HAN = "[一二两三四五六七八九十百千]{1,6}"
_COUNTS = (
    "人次|人|户|家|个|项|名|所|张|台|套|件|起|次|种|类|条|座|处|支|批|亩|公里|千米|平方米|平方公里|立方米|吨|千瓦|倍|场|部|例|间|门|期|篇|辆|艘|架|"
    "列|幢|栋|趟|课时|学时|公顷|吨|米|株|头|只|册|片|组|对|位|款|块|根|眼|口|盏|幅|县|市|省|区|村|分|周"
)
_TIMES = "个工作日|工作日|个月|小时|分钟|天|日|年|岁|秒"
_UNIT = (
    rf"(?P<unit>%|‰|个百分点|(?:万亿|千亿|百亿|亿|千万|百万|万|千)?(?:多)?(?:美元|元(?:/[\u4e00-\u9fff]{{1,3}})?"
    rf"|(?!个工|个月)(?:{_COUNTS}))|万亿|亿|万|(?:{_TIMES}))"
)
_TIMES_ALONE = ("年", "岁", "日", "天", "周", "小时")
_PARTS = ("分", "区", "市", "县", "省", "村", "部", "期", "批")  # of a place, of a series, of a score
_QUANTITY = re.compile(
    rf"(?<![\d.A-Za-z第〔+])(?:(?P<percent>百分之(?P<of>[零一二三四五六七八九十百点]{{1,7}}))"
    rf"|(?P<tenths>[一二三四五六七八九]成)"
    rf"|(?P<low>{_DIGITS})(?:(?:%|元|个|家|万)?(?:-|—|–|~|至|到)(?P<high>{_DIGITS}))?(?:余|多)?{_UNIT}"
    rf"|(?<=[于少到过成立设选增育进])(?P<han>{_HAN})(?P<hanunit>家|所|项|名|个百分点|个工作日|个月|倍|次|张|座|个(?!方面|环节"
    rf"|层面|阶段|统一|一批|维护|意识|坚持|专项|原则)))"
    r"(?P<bound>及?以上|以内|之内|以下|左右|内)?"
)
_AIM = re.compile(
    "不低于|不少于|不高于|不超过|不得(?:低于|少于|高于|超过)|至少|达到|达|提高|提升|增加|增长|增至|升至|扩大|降低|下降|降至|降到|减少|压缩|压减|缩短|控制|"
    "力争|争取|实现|建成|建设|建立|打造|新增|完成|覆盖|选择|选取|选定|遴选|选|推出|形成|引进|创建|扶持|认定|确保|培养|培育|标准|补助|保持|稳定在|超过|突破|规模|占|"
    "推广|开展|支持|实施|布局|组建|发展|培训|招收|配备|设置|设立|安排|投入|筹集|招聘|确定|抽查|检查|评选|命名|建好|办好|改造|新建|扩建|整治|累计"
    "|组织|推动|制定|修订|举办|划定|更新|清理|办理|梳理|率"
)
_BASELINE = re.compile("截至|目前|现有|原有|去年|上年|已(?:经)?(?:有|达|建成|完成|实现|累计)|曾|以来|原来")
_COMPARED = re.compile(r"(?:较|比|与|同)(?:上年|去年|上一年|(?:19|20)\d\d年)[底末初]?(?:同期|相比|水平)*")
_WEIGHTY = re.compile(r"[%‰元万亿]|个百分点")
# "10个部门", "全国31个省": how many there are, not how many there shall be.
_GROUPS = re.compile(r"省|部门|单位|方面|环节|层面|领域|行业|阶段|步骤|学科|专业|统一|坚持|聚焦")
_MANY = re.compile(r"(?:全国|全省|全市|全区|全县|这|上述|以上|等|前|其中|每|各)$")
_ENDS = re.compile(r"$|[,。;、:!?)\n]|(?:和|以及|及)?[,。;]")
_BREAKS = ",。;!?\n:"
_QUOTED = re.compile(r"《[^《》\n]{1,80}》|“[^“”\n]{1,12}”")
_AT_LEAST = re.compile(r"(?:不(?:得)?(?:低于|少于|小于)|至少|最低|起码)[^,。;]{0,4}$")
_AT_MOST = re.compile(r"(?:不(?:得)?(?:高于|超过|多于|大于)|控制在|最多|至多)[^,。;]{0,4}$")
_ABOVE, _BELOW = re.compile(r"(?:超过|高于|突破|大于|多于)$"), re.compile(r"(?:低于|少于|小于)$")
_UP = re.compile(r"(?:提高|增加|增长|新增|提升|上升|上浮|扩大)(?:了|约)?$")
_DOWN = re.compile(r"(?:降低|下降|减少|压缩|压减|缩短|下浮|降)(?:了|约)?$")
_FROM = re.compile(r"(?:从|由)[^,。;]{0,14}$")
_RISES = re.compile(r"^(?:左右|的)?(?:提高|增加|降|提升|上升|增长|减|压|缩|扩|调)")


def chinese_targets(text: str) -> list[Aim]:
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    aims: list[Aim] = []
    for found in _QUANTITY.finditer(text):
        if any(start < found.start() < end for start, end in quoted) or not _counts(text, found):
            continue
        aims.append(_aim(text, found))
    return aims


def _clause_start(text: str, at: int) -> int:
    """Where the stretch between commas begins that holds `at`."""
    nearest = max(0, at - 80)
    return max(text.rfind(mark, nearest, at) + 1 for mark in _BREAKS) or nearest


def _counts(text: str, found: re.Match[str]) -> bool:
    """Whether the number is an aim: an aim's word before it or a bound behind it, and no baseline."""
    before, after = (
        text[_clause_start(text, found.start()) : found.start()],
        text[found.end() : found.end() + 8],
    )
    unit = found["unit"] or found["hanunit"] or "%"
    if _BASELINE.search(_COMPARED.sub("", before)) or (_FROM.search(before) and _RISES.match(after)):
        return False
    if unit == "年" and re.match(r"(?:\d{4})", found["low"] or ""):
        return False
    if unit == "日" and re.search(r"月$", before):
        return False
    if unit in _TIMES_ALONE:
        return bool(_near(before) or (found["bound"] and unit not in "岁年" and _AIM.search(before)))
    at_end = bool(_ENDS.match(after))
    if unit in _PARTS:
        return _near(before) or (bool(_AIM.search(before)) and (at_end or bool(found["bound"])))
    said = _AIM.search(before) or found["bound"] or found["high"] or at_end or _WEIGHTY.search(unit)
    return bool(said) or not (_MANY.search(before) or _GROUPS.match(after))


def _near(before: str) -> bool:
    """Whether a word that binds the number stands right before it."""
    return bool(
        re.search(
            r"(?:减少|缩短|压缩|压减|提前|达到|达|不低于|不少于|不超过|不高于|至少|提高到|提高至|缩短至|缩短到|压缩至|压缩到|降至|控制在|减至|延长至|压减至)$",
            before,
        )
    )


def _aim(text: str, found: re.Match[str]) -> Aim:
    start = _clause_start(text, found.start())
    before = text[start : found.start()]
    value = _value(found)
    comparator = _comparator(before, found)
    if isinstance(value, list):
        comparator = "range"
    words = [word.start() for word in _AIM.finditer(before)]
    verb = next((at for at in reversed(words) if before[at] != "率"), None)
    begin = start + verb if verb is not None and found.start() - start - verb <= 30 else found.start()
    unit = found["unit"] or found["hanunit"] or "%"
    return Aim((begin, found.end()), value, unit, comparator, doubtful=bool(_DOWN.search(before)))


def _value(found: re.Match[str]) -> Number | list[Number]:
    if found["percent"]:
        return _han_decimal(found["of"])
    if found["tenths"]:
        return 10 * (han_number(found["tenths"][0]) or 0)
    if found["han"]:
        return han_number(found["han"]) or 0
    low = number(found["low"])
    return [low, number(found["high"])] if found["high"] else low


def _han_decimal(words: str) -> Number:
    """ "九十五" is 95, "三点五" is 3.5."""
    whole, _, rest = words.partition("点")
    value = han_number(whole) or 0
    digits = "".join(str(han_number(char) or 0) for char in rest)
    return float(f"{value}.{digits}") if digits else value


def _comparator(before: str, found: re.Match[str]) -> str:
    bound = found["bound"] or ""
    if _UP.search(before):
        return "increase_by"
    if bound.endswith("以上") or _AT_LEAST.search(before):
        return ">="
    if bound in ("以内", "之内", "以下", "内") or _AT_MOST.search(before):
        return "<="
    if _ABOVE.search(before):
        return ">"
    return "<" if _BELOW.search(before) else "="
