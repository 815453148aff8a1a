"""Small made-up plans for comparing: eight tasks in two English wordings, and what they are made of."""

from typing import Any

# The same eight tasks as two translators might put them.
FIRST = (
    "Open fever clinics in all county hospitals and keep their doctors on call around the clock.",
    "Buy vaccines jointly for the whole province and publish the prices paid every quarter.",
    "Train two thousand village midwives and pay their travel from the county budget.",
    "Let retired workers settle hospital bills in any city without paying first.",
    "Inspect private dental surgeries every year and close those without a licence.",
    "Build one electronic health record for every resident, readable in each township.",
    "Raise the subsidy for ambulances on islands and in mountain districts.",
    "Ask patients leaving hospital what they think of their nurses and show the answers.",
)
SECOND = (
    "Every county hospital shall set up a fever clinic whose doctors remain on call day and night.",
    "Vaccines are purchased in a joint procurement of the province; prices paid are published each quarter.",
    "Two thousand midwives in villages will be trained, travelling at the cost of county budgets.",
    "Retired workers may settle their hospital bills in other cities without paying in advance.",
    "Private dental surgeries are to be inspected annually, and unlicensed ones closed.",
    "Establish for each resident one electronic record of health that every township can read.",
    "Subsidies for ambulances in mountain districts and on islands are to be raised.",
    "Patients who leave hospital shall be asked about their nurses, and the answers shown.",
)


def duty(code: str, role: str = "lead") -> dict[str, Any]:
    return {"name": code, "agency": code, "role": role}


def measure(text: str, *duties: dict, date: str = "", target: int | None = None) -> dict[str, Any]:
    """A measure led by the duties given; `date` is stated in the text, `target` a percentage."""
    return {
        "text": text,
        "clause": "(…)" if duties else None,
        "mode": "lead_first" if duties else None,
        "open_ended": False,
        "responsibilities": list(duties),
        "deadlines": [{"text": date, "date": date, "derived": False}] if date else [],
        "targets": []
        if target is None
        else [{"text": f"{target}%", "value": target, "unit": "%", "comparator": "="}],
    }


def task(number: str, *measures: dict | str, **titles: str) -> dict[str, Any]:
    """A task of measures, or of bare texts; `en` and `zh` are its titles."""
    parts = [part if isinstance(part, dict) else measure(part) for part in measures]
    text = " ".join(part["text"] for part in parts)
    return {
        "number": number,
        "title": None,
        "title_en": titles.get("en", text[:200]),
        "title_zh": titles.get("zh", text[:200]),
        "text": text,
        "measures": parts,
    }


def notice(
    *areas: list[dict], slug: str = "n", language: str = "en", end: str = "2018-12-31"
) -> dict[str, Any]:
    """A plan of areas, each a list of tasks, numbered as they come."""
    return {
        "slug": slug,
        "title": slug,
        "title_en": slug,
        "title_zh": slug,
        "language": language,
        "jurisdiction": "CN",
        "issuer": None,
        "document_number": None,
        "issued_on": None,
        "period": {"start": "2018-07-01", "end": end},
        "areas": [
            {
                "number": str(number),
                "title": f"Area {number}",
                "title_en": f"Area {number}",
                "title_zh": f"领域{number}",
                "field": None,
                "tasks": tasks,
            }
            for number, tasks in enumerate(areas, start=1)
        ],
        "warnings": [],
    }


def numbered(texts: tuple[str, ...], area: int = 1) -> list[dict]:
    """The texts as the tasks of one area."""
    return [task(f"{area}.{ordinal}", text) for ordinal, text in enumerate(texts, start=1)]
