"""The reader of notices: seconds per length of text (`python -m bench.intake`); they should grow alike."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tasks.intake.reader import read_notice  # noqa: E402  the reader needs no Django

SIZES = (25_000, 100_000, 400_000, 1_600_000, 5_000_000)
WANTED = 2.0  # seconds for 100,000 characters
NAMES = {
    "财政部": "MOF",
    "国家卫生健康委": "NHC",
    "Ministry of Finance": "MOF",
    "National Health Commission": "NHC",
}


def chinese(length: int) -> str:
    """A notice of about that many characters: areas of fifty tasks with clauses, dates and targets."""
    return _made(length, _chinese_area)


def english(length: int) -> str:
    return _made(length, _english_area)


def _made(length: int, area: Callable[[int], Iterator[str]]) -> str:
    parts: list[str] = []
    size = n = 0
    while size < length:
        n += 1
        for line in area(n):
            parts.append(line)
            size += len(line) + 1
    return "\n".join(parts)[:length]


def _chinese_area(n: int) -> Iterator[str]:
    yield f"第{n}部分 推进第{n}项工作"
    for task in range(1, 51):
        yield (
            f"{task}.完善基层服务网络。推动县级机构标准化建设，到2020年底达标率达到{40 + task}%，"
            "加强人员培训和考核，健全投入机制，鼓励社会力量参与。"
            "（国家卫生健康委、财政部、省级人民政府按职责分工负责）"
        )


def _english_area(n: int) -> Iterator[str]:
    yield f"Part {n}. Improve the service network"
    for task in range(1, 51):
        yield (
            f"{task}. Improve the network of services in counties, strengthen the training of staff and raise"
            f" the share of qualified units to {40 + task}% by the end of 2020. (The National Health"
            " Commission and the Ministry of Finance are responsible, with the participation of the Ministry"
            " of Works)"
        )


def seconds(text: str) -> float:
    start = time.perf_counter()
    read_notice(text, NAMES)
    return time.perf_counter() - start


def measure() -> None:
    """Prints one table; leaves with an error where 100,000 characters take longer than wanted."""
    print("| characters | Chinese s | µs per character | English s | µs per character |")
    print("|---:|---:|---:|---:|---:|")
    slow = False
    for size in SIZES:
        zh, en = seconds(chinese(size)), seconds(english(size))
        slow |= size == 100_000 and max(zh, en) > WANTED
        print(f"| {size:,} | {zh:.2f} | {zh / size * 1e6:.1f} | {en:.2f} | {en / size * 1e6:.1f} |")
    if slow:
        raise SystemExit(f"100,000 characters are to be read within {WANTED} s")


if __name__ == "__main__":
    measure()
