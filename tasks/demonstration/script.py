"""The script of the demonstration: who plays which story, unrolled into moves in the order of time.

A story is a list of cues such as {"on": "07-26", "move": "report", "percent": 12, "say": "start"}; "only"
and "not" restrict a cue to some of the duties that play it. Several
duties play the same story; so that they do not march in step, each of them moves its days by up to three
working days and its percentages by up to three points, always in the same way. The places have habits
instead: an office reports all that was handed to it on one day, so only its percentages differ. Nothing here
depends on chance, clock or database.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from reformtracker.lib import clock, workdays
from tasks.enums import Move

YEAR = 2018
OPENS = dt.time(9)
OFFICE_MINUTES = 8 * 60
SHIFTS = 4
JITTER = 3
Cue = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One duty ("1.3/2 NHC") playing a story; `nth` counts the duties of that story, `number` all of them."""

    duty: str
    story: str
    nth: int
    number: int
    working_date: dt.date | None = None
    local: bool = False

    @property
    def measure(self) -> str:
        return self.duty.split()[0]

    def day(self, text: str) -> dt.date:
        """The working day on which this part plays a cue of "07-26"."""
        day = dt.date.fromisoformat(f"{YEAR}-{text}")
        return day if self.local else workdays.add_workdays(day, self.nth % SHIFTS)

    def percent(self, percent: int) -> int:
        return max(0, min(99, percent + (5 * self.nth + JITTER) % (2 * JITTER + 1) - JITTER))


@dataclass(frozen=True, slots=True)
class Line:
    """One cue of one part, on its Shanghai day."""

    part: Part
    on: dt.date
    move: Move
    cue: Cue


@dataclass(frozen=True, slots=True)
class Script:
    """The file as read: the plan it belongs to, its texts, and all lines in the order of time.

    `rounds` is the plan's rule of rounds, `hand_outs` what is handed to which offices when it is issued,
    `readings` what reports say of targets, by duty ("5.4/1 NHC") or, for places, by measure ("2.5/2");
    `reminders` the mornings on which people are told, `chases` what the secretariat asks after by hand.
    """

    plan: str
    texts: Mapping
    rounds: Mapping[str, Any]
    hand_outs: tuple[Mapping, ...]
    readings: Mapping[str, list[Mapping]]
    reminders: tuple[dt.date, ...]
    chases: tuple[Mapping, ...]
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]


def read(path: Path) -> Script:
    """Reads the script; raises OSError, or KeyError and ValueError for a file that is not one."""
    data = json.loads(path.read_text(encoding="utf-8"))
    bodies, places = tuple(_parts(data["cast"])), data["places"]
    parts = bodies + tuple(_local_parts(places, len(bodies)))
    stories = data["stories"] | places["habits"]
    lines = [
        (line.on, position, line.part.number, line)
        for part in parts
        for position, line in enumerate(_lines(part, stories[part.story]))
    ]
    ordered = tuple(line for *_order, line in sorted(lines, key=lambda row: row[:3]))
    texts = {name: data[name] for name in ("marks", "papers", "sentences")}
    given = data["rounds"], tuple(places["hand_outs"]), data["readings"], *_told(data)
    return Script(data["plan"], texts, *given, parts, ordered)


def _told(data: Mapping[str, Any]) -> tuple[tuple[dt.date, ...], tuple[Mapping, ...]]:
    return tuple(map(dt.date.fromisoformat, data["reminders"])), tuple(data["chases"])


def _parts(cast: Mapping[str, str]) -> Iterator[Part]:
    playing: dict[str, int] = {}
    for number, (duty, role) in enumerate(cast.items(), start=1):
        story, _blank, day = role.partition(" ")
        nth = playing.get(story, 0)
        playing[story] = nth + 1
        yield Part(duty, story, nth, number, dt.date.fromisoformat(day) if day else None)


def _local_parts(places: Mapping[str, Any], number: int) -> Iterator[Part]:
    """One part for each measure and office."""
    for hand_out in places["hand_outs"]:
        for nth, measure in enumerate(hand_out["measures"]):
            for office in hand_out["offices"]:
                number += 1
                yield Part(f"{measure} {office}", places["cast"][office], nth, number, local=True)


def _lines(part: Part, cues: list[dict]) -> Iterator[Line]:
    for cue in cues:
        if part.nth in cue.get("not", ()) or part.nth not in cue.get("only", (part.nth,)):
            continue
        yield Line(part, part.day(cue["on"]), Move(cue["move"]), cue)


def schedule(lines: tuple[Line, ...]) -> Iterator[tuple[dt.datetime, Line]]:
    """The moment of each line: those of one day are spread over the office hours, to the minute."""
    for day, group in groupby(lines, key=lambda line: line.on):
        todays = list(group)
        opens = dt.datetime.combine(day, OPENS, tzinfo=clock.SHANGHAI)
        for position, line in enumerate(todays):
            yield opens + dt.timedelta(minutes=position * OFFICE_MINUTES // len(todays)), line
