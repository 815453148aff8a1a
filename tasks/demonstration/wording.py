"""What the demonstration says: neutral working sentences of the script, in one language per measure.

They stand in the ledger as what an officer typed, so they are not translated; every one begins with a mark.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tasks.demonstration.script import Part


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks for one part: in `language` ("en" or "zh"), about the kind of paper its reform area works on."""

    texts: Mapping
    part: Part
    language: str
    field: str

    def say(self, name: str, day: dt.date | None = None) -> str:
        """The sentence of that name; of several wordings the parts of a story take turns."""
        wordings = self.texts["sentences"][name]
        sentence = wordings[self.part.nth % len(wordings)][self.language]
        paper = self.texts["papers"][self.field][self.language]
        return self.texts["marks"][self.language] + sentence.format(paper=paper, date=self.date(day))

    def date(self, day: dt.date | None) -> str:
        if day is None:
            return ""
        return day.isoformat() if self.language == "en" else f"{day.year}年{day.month}月{day.day}日"

    def reference(self) -> str:
        """A document reference that nobody can take for a real one."""
        if self.language == "en":
            return f"Demonstration document No. {self.part.number} (2018)"
        return f"演示文件2018年第{self.part.number}号"
