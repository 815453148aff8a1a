"""What the names of bodies look like, in both languages: what stands for many, and what is no name."""

import re

_ZH_BODY = (
    "部|委|委员会|办|办公室|局|总局|署|厅|院|会|社|组|司|处|科|室|站|所|队|台|厂|馆|库|校|中心|公司|集团|银行|分行|支行|人行|"
    "政府|党委|联|法院|检察院|军|兵团|大学|学院|医院|科协|残联|妇联|工会|团委|协会|学会|商会|联盟|机构|单位|部门|地区|省份|企业|"
    "高校|基地|组织|专班|中央|园区|开发区|新区|管委会|街道|乡镇|各省|各市|各县|各区|区县|市县|县区|县市区|市州|各地|地方|海关|"
    "电网|铁路|邮政|烟草|税务|总队|支队"
)
ZH_IS_BODY = re.compile(rf"(?:{_ZH_BODY})(?:\([^()]{{1,12}}\))?$")
ZH_GENERIC = re.compile(
    r"(?:国务院|省|市|省级|市级|县级|中央|国家|省直|市直|区|县|其他|其它|各级|各){0,3}(?:各|有关|相关|所属|成员){1,3}"
    r"(?:职能|主管|行业|责任)?(?:部门|单位|方面|机构|部委|委办局)(?:和单位|、单位)?|(?:国务院)?各部门|其他部门"
)
ZH_OPEN = re.compile(
    rf"等(?:\d{{1,3}}个)?(?:{ZH_GENERIC.pattern}|部门和单位|群团组织|社会组织|金融机构|部门|单位|方面|机构|部委|地|省市|省份)?"
    r"(?:[和及]地方(?![各人政]))?"
)
_ZH_COLLECTIVE = re.compile(r"各|相关[市县区地]|有关[市县区地]|地方|省级人民政府|属地|区县|市县|县级")
_ZH_NOT_A_NAME = re.compile(
    r"^(?:委托|支持|鼓励|引导|依托|督促|指导|推动|协调)|以下|均需|推进|不再|落实|负责|牵头|按照|根据|本方案|下同|排在|位的|完成|年底|前$|长期|工作$|实施|自行|承担|[,。;:!?\d]"
)
# The first half of a name that holds a separator: "各市、州人民政府".
ZH_PLACES = re.compile(
    r"^(?:各|相关|有关|各相关|各有关)?(?:设区)?(?:省|市|县|区|州|盟|自治区|直辖市|旗)级?$|^各[市县区州省]$"
)
ZH_PLACES_GO_ON = re.compile(r"(?!各|省|市委|有关|相关)[^、]{0,6}(?:州|县|区|市|盟|旗|政府|党委|\))")

_EN_BODY = (
    r"Ministr(?:y|ies)|Commissions?|Committees?|Administrations?|Bureaus?|Offices?|Departments?|Federations?|Unions?"
    r"|Council|Corps|Banks?|Agenc(?:y|ies)|Authorit(?:y|ies)|Associations?|Governments?|Headquarters|Groups?"
    r"|Institutes?|Academy|Society|Societies|Court|Procuratorate|Customs|Corporations?|Company|Companies"
    r"|Cent(?:er|re)s?|Provinces?|Municipalit(?:y|ies)|Cities|Counties|Regions?|Localities|Universit(?:y|ies)"
    r"|Hospitals?|League|Police"
)
EN_IS_BODY = re.compile(rf"\b(?:{_EN_BODY})\b", re.I)
EN_BEGINS_BODY = re.compile(
    r"(?:the )?(?:Ministry|National|State|General|China|Chinese|Central|People|Department|Bureau|Office"
    r"|Administration|All-China|Commission|Supreme|Provincial|Municipal|County|City|Local|Health|Party"
    r"|(?-i:[A-Z]{2,}\b))",
    re.I,
)
# A name that may go on behind a comma: "State Administration of Press, Publication and Film".
EN_OF = re.compile(
    r"\b(?:Ministry|Administration|Department|Bureau|Commission|Office|Committee) (?:of|for|on)\b", re.I
)
_EN_UNITS = r"(?:departments?|units|agencies|ministries|bodies|parties|authorities|sectors)"
EN_GENERIC = re.compile(
    r"(?:and )?(?:all |any )?(?:the )?(?:other )?(?:(?:relevant|related|concerned|competent|responsible) )?"
    rf"{_EN_UNITS}(?: and units)?(?: concerned)?(?: (?:of|under) the State Council)?",
    re.I,
)
EN_OPEN = re.compile(
    rf"(?:,? ?\band\b|,) ?(?:(?:the )?(?:other|relevant|related) ?){{1,3}}{_EN_UNITS}"
    r"(?: and units)?(?: concerned| of the State Council)?|\betc\.?|\band others\b|\band so on\b",
    re.I,
)
_EN_COLLECTIVE = re.compile(
    r"\b(?:all|each|local|provinces|localities|municipalities|governments|regions|counties|cities)\b", re.I
)
_EN_NOT_A_NAME = re.compile(
    r"\d|^(?:to|by|before|in|within|at|on|it|they|this|which|who)\b"
    r"|\b(?:shall|will|should|must|completed?|responsible)\b",
    re.I,
)
ACRONYM = re.compile(r"[A-Z][A-Z&\-]{1,9}")
LONGEST_NAME = 120


def is_name(name: str, language: str) -> bool:
    """Whether an unknown word may be the name of a body at all."""
    if language == "zh":
        return 2 <= len(name) <= 40 and not _ZH_NOT_A_NAME.search(name)
    fits = 2 <= len(name) <= LONGEST_NAME and len(name.split()) <= 14 and name[0].isalpha()
    return fits and not _EN_NOT_A_NAME.search(name)


def sounds_like_body(name: str, language: str) -> bool:
    """Whether an unknown word ends, or in English speaks, like the name of a body."""
    if language == "zh":
        return bool(ZH_IS_BODY.search(name))
    return bool(EN_IS_BODY.search(name) or ACRONYM.fullmatch(name))


def is_collective(name: str, language: str) -> bool:
    """Whether a name stands for many bodies: "各省级人民政府", "all municipal governments"."""
    return bool((_ZH_COLLECTIVE if language == "zh" else _EN_COLLECTIVE).match(name))


def is_generic(name: str, language: str) -> bool:
    """Whether words name nobody: "有关部门", "other relevant departments"."""
    return bool((ZH_GENERIC if language == "zh" else EN_GENERIC).fullmatch(name))
