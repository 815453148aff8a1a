"""Playing the script: every line becomes a move by the account whose move it is, through tasks.services."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from agencies.demonstration import DEMONSTRATION_GROUP
from agencies.enums import REPORTING_ROLES, UserRole
from agencies.models import User
from reformtracker.lib import clock, workdays
from tasks import standing
from tasks.demonstration.papers import evidence_file
from tasks.demonstration.script import Line, Script
from tasks.demonstration.wording import Voice
from tasks.enums import Move, Standing, State
from tasks.evidence import Piece
from tasks.models import Assignment, Plan, Target
from tasks.reminders.chasing import chase
from tasks.services import SERVICES
from tasks.targets.readings import ReadingGiven
from tasks.workflow import CLAIMING_ROLES, RULES, SUPPORTING_ROLES, Who

WORKING_DATE = "working date"
# Places differ in size by up to a factor of two; a count rises by one in the second half of the work.
SIZES, LARGER_HALF = 13, 50


@dataclass(slots=True)
class Scene:
    """One line about to be played, with the duty as it stands."""

    line: Line
    duty: Assignment
    voice: Voice
    evidence: list[Piece]
    readings: list[ReadingGiven]

    def say(self, day: dt.date | None = None) -> str:
        return self.voice.say(self.line.cue["say"], day)


class Stage:
    """The plan's duties and the accounts, looked up once by their stable names."""

    def __init__(self, plan: Plan, script: Script) -> None:
        self.plan, self.script = plan, script
        duties = Assignment.objects.filter(plan=plan).select_related("agency", "measure__task__area")
        self.duties: dict[str, int] = {}
        self.supporters: dict[str, list[str]] = {}
        self.fields: dict[str, str] = {}
        for duty in duties:
            self._place(duty)
        targets = Target.objects.filter(measure__task__area__plan=plan).select_related("measure__task")
        self.targets = {(str(row.measure), row.position): row.pk for row in targets}
        self.languages = {measure: ("en", "zh")[n % 2] for n, measure in enumerate(self.supporters)}
        members = User.objects.filter(groups__name=DEMONSTRATION_GROUP)
        self.secretariat = members.get(memberships__role=UserRole.SECRETARIAT)
        officers = members.filter(memberships__role__in=REPORTING_ROLES)
        self.officers = {post.agency.code: user for user in officers for post in user.posts if post.agency}

    def _place(self, duty: Assignment) -> None:
        measure = str(duty.measure)
        self.supporters.setdefault(measure, [])
        self.fields[measure] = duty.measure.task.area.field or ""
        if duty.role in CLAIMING_ROLES:
            self.duties[f"{measure} {duty.agency.code}"] = duty.pk
        elif duty.role in SUPPORTING_ROLES:
            self.supporters[measure].append(duty.agency.code)

    def can_play(self, line: Line) -> bool:
        """Whether the measure has the supporting body that the line wants to hear."""
        return RULES[line.move].who is not Who.CO_BODY or self._co_body(line) is not None

    def _co_body(self, line: Line) -> str | None:
        bodies, wanted = self.supporters[line.part.measure], line.cue["by"]
        return bodies[wanted] if -len(bodies) <= wanted < len(bodies) else None

    def play(self, line: Line, moment: dt.datetime) -> None:
        """Makes the line's move at that moment of the portal's clock; raises what the services raise."""
        duty = Assignment.objects.get(pk=self.duties[line.part.duty])
        measure = line.part.measure
        voice = Voice(self.script.texts, line.part, self.languages[measure], self.fields[measure])
        with clock.set_to(moment):
            scene = Scene(line, duty, voice, self._evidence(line, voice), self._readings(line))
            SERVICES[line.move](duty, by=self._actor(line), version=duty.version, **SAID[line.move](scene))

    def ask_after(self, duty: str, note: str) -> None:
        """The secretariat asks after a duty by hand."""
        chase(Assignment.objects.get(pk=self.duties[duty]), by=self.secretariat, note=note)

    def _actor(self, line: Line) -> User:
        who = RULES[line.move].who
        if who is Who.REPORTER:
            return self.officers[line.part.duty.split()[1]]
        body = self._co_body(line) if who is Who.CO_BODY else None
        return self.officers[body] if body else self.secretariat

    def _evidence(self, line: Line, voice: Voice) -> list[Piece]:
        kinds = line.cue.get("evidence", ())
        files = [evidence_file(line, self.plan.slug)] if "file" in kinds else []
        return files + ([Piece(reference=voice.reference())] if "reference" in kinds else [])

    def _readings(self, line: Line) -> list[ReadingGiven]:
        """What the line's report says of the measure's targets; a place speaks as all places do."""
        rules = self.script.readings.get(line.part.measure if line.part.local else line.part.duty, ())
        begun = (
            [rule for rule in rules if line.on >= line.part.day(rule["from"])]
            if "percent" in line.cue
            else []
        )
        return [self._reading(rule, line) for rule in begun]

    def _reading(self, rule: Mapping, line: Line) -> ReadingGiven:
        target, percent = (
            self.targets[line.part.measure, rule["position"]],
            line.part.percent(line.cue["percent"]),
        )
        if "full" not in rule:
            value = rule.get("value", 1 + (percent > LARGER_HALF))
            return ReadingGiven(target, line.on, value=Decimal(value))
        whole = rule["of"] + rule["of"] * (line.part.number % SIZES) // SIZES
        part = whole * rule["full"] * percent // 10_000
        return ReadingGiven(target, line.on, numerator=Decimal(part), denominator=Decimal(whole))


def _reason_owed(scene: Scene, **position) -> str:
    """Why the duty is late or behind after this report or claim, where the services ask for a reason."""
    facts = replace(scene.duty.facts, **position)
    kind = standing.kind_of(facts, standing.Limits.on(clock.today()))
    return {
        Standing.OVERDUE: scene.voice.say("overrun"),
        Standing.BEHIND: scene.voice.say("behind"),
    }.get(kind, "")


def _report(scene: Scene) -> dict:
    percent = scene.line.part.percent(scene.line.cue["percent"])
    reason = _reason_owed(scene, percent=percent, reported_on=clock.today(), state=State.IN_PROGRESS)
    return {"percent": percent, "note": scene.say(), "reason": reason} | _supported(scene)


def _supported(scene: Scene) -> dict:
    return {"evidence": scene.evidence, "readings": scene.readings}


def _claim(scene: Scene) -> dict:
    reason = _reason_owed(scene, state=State.CLAIMED, completed_on=clock.today())
    return {"note": scene.say(), "reason": reason} | _supported(scene)


def _note(scene: Scene) -> dict:
    return {"note": scene.say()}


def _reason(scene: Scene) -> dict:
    return {"reason": scene.say()}


def _ask(scene: Scene) -> dict:
    return {"new_due_on": dt.date.fromisoformat(scene.line.cue["until"]), "reason": scene.say()}


def _escalate(scene: Scene) -> dict:
    reply_by = workdays.add_workdays(scene.line.on, scene.line.cue["reply_within"])
    return {"colour": scene.line.cue["colour"], "reply_by": reply_by, "note": scene.say(reply_by)}


def _correct(scene: Scene) -> dict:
    """A working date corrects the first entry, which had none; a mistyped percentage corrects its report."""
    cue, part, entries = scene.line.cue, scene.line.part, scene.duty.entries
    if cue.get("due_on") == WORKING_DATE:
        first = entries.earliest("n")
        return {"corrects": first.n, "due_on": part.working_date, "reason": scene.say(part.working_date)}
    report = entries.filter(move=Move.REPORT).latest("n")
    return {"corrects": report.n, "percent": part.percent(cue["percent"]), "reason": scene.say()}


SAID: dict[Move, Callable[[Scene], dict]] = {
    Move.REPORT: _report, Move.CLAIM: _claim, Move.CONCUR: _note, Move.OBJECT: _note, Move.VERIFY: _note,
    Move.RETURN: _reason, Move.ASK_EXTENSION: _ask, Move.GRANT: _note, Move.REFUSE: _reason,
    Move.SUSPEND: _reason, Move.RESUME: _reason, Move.ESCALATE: _escalate, Move.CLOSE_UNIMPLEMENTED: _reason,
    Move.REOPEN: _reason, Move.CORRECT: _correct,
}  # fmt: skip
