"""How a name on paper is turned into a key for looking it up."""

import re
import unicodedata


def name_key(name: str) -> str:
    """The form in which two spellings count as one name: NFKC, folded case, single blanks, no article."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"\s+", " ", text).strip(" ,.;:、，。；：")
    return text.removeprefix("the ")
