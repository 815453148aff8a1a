"""Loading the reference data of data/: jurisdictions, agencies, their names and successions."""

import datetime as dt
import json
from pathlib import Path

from django.db import transaction

from agencies.models import Agency, AgencyName, Jurisdiction, Succession
from agencies.names import name_key

NAME_FIELDS = ("agency_id", "name", "language", "kind")


def _rows(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@transaction.atomic
def load_reference(folder: Path) -> dict[str, int]:
    """Creates or updates the reference data from `folder`; safe to repeat. Gives how many of each there are.

    Rows that the files no longer name stay: duties may refer to them.
    """
    data = _rows(folder / "agencies.json")
    places = _load_jurisdictions(_rows(folder / "jurisdictions.json"))
    bodies = _load_agencies(data["agencies"], places)
    _load_names(data["names"], bodies)
    _load_successions(data["successions"], bodies)
    return {
        "jurisdictions": len(places),
        "agencies": len(bodies),
        "names": len(data["names"]),
        "successions": len(data["successions"]),
    }


def names_in_files(folder: Path) -> dict[str, str]:
    """Every wording of the reference data, with the code of the body that answers for it today.

    For whoever has the files and no database yet.
    """
    data = _rows(folder / "agencies.json")
    successors: dict[str, str] = {}
    for row in data["successions"]:
        successors.setdefault(row["predecessor"], row["successor"])

    def answering(code: str) -> str:
        return answering(successors[code]) if code in successors else code

    return {row["name"]: answering(row["agency"]) for row in data["names"]}


def _load_jurisdictions(rows: list[dict]) -> dict[str, Jurisdiction]:
    places: dict[str, Jurisdiction] = {}
    for position, row in enumerate(rows):
        parent = places[row["parent"]] if row["parent"] else None
        column, line = row["tile"] or (None, None)
        values = {key: row[key] for key in ("level", "name_en", "name_zh", "short_en", "short_zh")}
        values |= {"parent": parent, "position": position, "tile_column": column, "tile_row": line}
        values["path"] = f"{parent.path if parent else ''}{row['code']}/"
        places[row["code"]], _created = Jurisdiction.objects.update_or_create(
            code=row["code"], defaults=values
        )
    return places


def _load_agencies(rows: list[dict], places: dict[str, Jurisdiction]) -> dict[str, Agency]:
    bodies: dict[str, Agency] = {}
    for position, row in enumerate(rows):
        values = {key: row[key] for key in ("name_en", "name_zh", "short_en", "short_zh", "kind")}
        values |= {"jurisdiction": places[row["jurisdiction"]], "position": position}
        values |= {key: _day(row[key]) for key in ("founded_on", "dissolved_on")}
        bodies[row["code"]], _created = Agency.objects.update_or_create(code=row["code"], defaults=values)
    return bodies


def _load_names(rows: list[dict], bodies: dict[str, Agency]) -> None:
    known = {name.key: name for name in AgencyName.objects.all()}
    given = {
        key: AgencyName(
            agency=bodies[row["agency"]],
            name=row["name"],
            key=key,
            language=row["language"],
            kind=row["kind"],
        )
        for row in rows
        if (key := name_key(row["name"]))
    }
    AgencyName.objects.bulk_create(name for key, name in given.items() if key not in known)
    moved = [known[key] for key, name in given.items() if key in known and _adopt(known[key], name)]
    AgencyName.objects.bulk_update(moved, ["agency", "name", "language", "kind"])


def _adopt(name: AgencyName, given: AgencyName) -> bool:
    """Takes over what the files now say of a wording; whether that changed anything."""
    before = [getattr(name, field) for field in NAME_FIELDS]
    for field in NAME_FIELDS:
        setattr(name, field, getattr(given, field))
    return before != [getattr(name, field) for field in NAME_FIELDS]


def _load_successions(rows: list[dict], bodies: dict[str, Agency]) -> None:
    for position, row in enumerate(rows):
        Succession.objects.update_or_create(
            predecessor=bodies[row["predecessor"]],
            successor=bodies[row["successor"]],
            defaults={
                "on": dt.date.fromisoformat(row["on"]),
                "position": position,
                "note_en": row.get("note_en", ""),
                "note_zh": row.get("note_zh", ""),
            },
        )
