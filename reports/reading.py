"""A finished report on the screen: the article of its HTML file, with long tables cut and the cut said aloud.

Nothing is read from the ledger again, so the page shows what the file says, and the file is held against its
SHA-256 first.
"""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext, override

from reformtracker.lib.bilingual import is_chinese
from reports.artifacts import artifacts
from reports.enums import Format
from reports.models import Report
from reports.renderers.html import ARTICLE, ARTICLE_END

# A page above that is no page to read any more; the file still is.
LARGEST = 24 * 1024 * 1024
REST_OF_TABLE = re.compile(r"<!--rest (\d+)-->.*?<!--/rest-->\s*</table>\s*</div>", re.DOTALL)


def is_readable(report: Report) -> bool:
    """Whether the report has a page that the screen can show."""
    item = report.artifact(Format.HTML)
    return item is not None and item["size"] <= LARGEST


def article(report: Report) -> SafeString | None:
    """The article of the report; None when its file is not what it was. Only for what `is_readable`."""
    item = report.artifact(Format.HTML)
    if item is None or not artifacts.is_intact(item["sha256"]):
        return None
    page = artifacts.path_of(item["sha256"]).read_text(encoding="utf-8")
    inner = page[page.index(ARTICLE) + len(ARTICLE) : page.index(ARTICLE_END)]
    # Written and escaped by the renderer of this portal, and just held against its hash.
    return mark_safe(cut(inner, report.language))


def cut(inner: str, language: str) -> str:
    """The article with only the first rows of a long table, and a line that says how many more there are."""
    with override(language):
        return REST_OF_TABLE.sub(lambda found: f"</table></div>{_more(int(found[1]))}", inner)


def _more(count: int) -> str:
    rows = f"{count:,}" if not is_chinese() else str(count)
    said = ngettext("%(rows)s more row stands in the files.", "%(rows)s more rows stand in the files.", count)
    return format_html('<p class="report-more">{}</p>', said % {"rows": rows})
