"""Whether a notice is a local government's, and which short names it cannot mean a national body by."""

import re
from collections.abc import Iterable

from tasks.intake.clauses import Clause
from tasks.intake.names import Named

_LOCAL = re.compile(
    r"^[^关\n]{0,12}?[\u4e00-\u9fff]{1,8}(?:省|市|自治区|自治州|州|县|区|盟|兵团)(?!场)|\b(?:province"
    r"|provincial|municipal|city|county|prefecture|autonomous region)\b",
    re.I,
)
_LOCAL_NAME = re.compile(r"^(?:省|市|县|区|州)|(?<!办公)厅$|^(?:Provincial|Municipal|City|County|District)\b")
_NATIONAL = re.compile(r"国务院|国家|中央|全国|中共|State Council|National|Central", re.I)
_NATIONAL_NAME = re.compile(
    r"国家|中央|中国|中华|全国|国务院|部$|总局$|署$|人民银行|中共|解放军|National|State|China|Central|Ministry"
    r"|General Administration|^[A-Z]{2,}$"
)


def is_local(title: str, issuer: str | None) -> bool:
    """Judged by the issuer, or without one by the beginning of the title."""
    said = issuer or title
    return bool(_LOCAL.search(said)) and not _NATIONAL.search(said)


def names_local_bodies(clauses: Iterable[Clause]) -> bool:
    """Whether a good part of the bodies named are of a province, a city or a county."""
    names = [named.name for clause in clauses for named in clause.duties.names if not named.collective]
    local = sum(bool(_LOCAL_NAME.search(name)) for name in names)
    return local * 3 > len(names)


def may_be_local(named: Named) -> bool:
    """A short name such as "卫生健康委", which every level of government has."""
    return named.code is not None and not _NATIONAL_NAME.search(named.name)
