"""A sealed ledger, slices of it, what a forger makes of them, and the verifier as an auditor runs it."""

import hashlib
import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.enums import SealKind
from reports.models import Seal
from reports.sealing import service
from reports.slices.bounds import Wanted
from reports.slices.writing import VERIFIER, Made, write_slice
from tasks.enums import Move
from tasks.hashing import content_digest, link
from tasks.models import Plan
from tests import factories
from tests.tasks.scenes import make


def sealed(slug: str = "p") -> Plan:
    """Seven entries: two issue, three report (the second by MOF), a claim, a verification; sealed at 4, 7."""
    plan = factories.plan(slug, others={"MOF": "co_responsible"}, mode="joint")
    nhc, mof = factories.officer("NHC"), factories.officer("MOF")
    make(Move.REPORT, factories.duty(slug=slug), nhc, note="已完成 “café” 一半")
    make(Move.REPORT, factories.duty("MOF", slug=slug), mof, day="2018-10-11")
    seal()
    make(Move.REPORT, factories.duty(slug=slug), nhc, percent=80, day="2018-10-12")
    make(Move.CLAIM, factories.duty(slug=slug), nhc, day="2018-10-13")
    make(Move.VERIFY, factories.duty(slug=slug), factories.secretariat(), day="2018-10-14")
    seal()
    return plan


def seal() -> Seal:
    made = service.seal(SealKind.INTERVAL)
    assert made is not None
    return made


def written(plan: Plan, folder: Path, **wanted: Any) -> tuple[Path, Made]:
    path = folder / "slice.json"
    return path, write_slice(plan, Wanted(**wanted), path)


@dataclass
class Loose:
    """A slice taken apart; `write` puts it together again as the portal would, with a checksum that fits."""

    header: dict
    rows: list[dict]
    seal: dict

    @classmethod
    def read(cls, path: Path) -> "Loose":
        found = json.loads(path.read_text(encoding="utf-8"))
        return cls(found["header"], found["rows"], found["seal"])

    def write(self, path: Path) -> Path:
        rows = ",\n".join(map(line, self.rows))
        text = f'{{"header":{line(self.header)},\n"rows":[\n{rows}\n],\n"seal":{line(self.seal)},\n'
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        path.write_text(f'{text}"sha256":"{sha256}"}}\n', encoding="utf-8")
        return path

    def rechain(self) -> None:
        """Makes every hash fit what the rows say now."""
        last = self.header["before"]
        for row in self.rows:
            digest = content_digest(line(row["content"]).encode()) if "content" in row else row["digest"]
            last = row["hash"] = link(last, digest)


def line(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def verified(path: Path, *options: str) -> tuple[int, str]:
    """Exit code and words of the verifier, run without the portal and without any installed package."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(path), *options]
    done = subprocess.run(command, cwd=path.parent, env={}, capture_output=True, timeout=60, check=False)
    assert not done.stderr, done.stderr.decode()
    return done.returncode, done.stdout.decode()


def verdict(path: Path, *options: str) -> tuple[int, str]:
    """The same with its last line alone."""
    code, words = verified(path, *options)
    return code, words.splitlines()[-1]


def program():
    """The verifier within this process, for what is tried thousands of times."""
    spec = importlib.util.spec_from_file_location("verify_slice", VERIFIER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fails(words: str) -> tuple[int, str]:
    """What `verdict` gives for a slice that does not hold."""
    return 1, f"DOES NOT HOLD: {words}"
