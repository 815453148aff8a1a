"""What holds for any text at all."""

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from tasks.intake.reader import Unreadable, read_notice
from tasks.intake.reading import Reading
from tests.intake.names import GAZETTEER

# Bits that official texts are made of, so that chance comes near them.
BITS = [
    *"一、 （一） 1. 2、 (1) ① （ ） ( ) 〔 〕 ， 。 、 ； : 《 》 “ ” ⼈ ﬁ 等 % 65 3个 6月".split(),
    *"财政部 教育部 省教育厅 各市 州人民政府 有关部门 负责 牵头 配合 参加 会同".split(),
    *"责任单位： 完成时限： 附件：".split(),
    *"2019年 底前 年底前 每年 印发之日起30日内 达到 不少于 1.5亿元 提高 总体要求 保障措施".split(),
    "排在第一位的为牵头部门，下同",
    *(
        "First, ",
        "II. ",
        "1, ",
        "Annex:",
        "Ministry of Finance",
        "NHC",
        " and ",
        "Responsible by ",
        "Led by ",
    ),
    *(" are responsible", " take the lead", "by the end of ", "20 19", "September", "at least ", "40 yuan"),
    *("half ", "the same below", "序号\t任务\t牵头单位\n", "\n", "\n\n", "\t", "\u3000", " "),
]
NOTICES = st.lists(st.sampled_from(BITS), max_size=60).map("".join)
TEXTS = st.one_of(st.text(max_size=300), NOTICES)
NOT_PRINTED = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def read(text: str) -> Reading | None:
    try:
        return read_notice(text, GAZETTEER)
    except Unreadable:
        return None


def spans(reading: Reading) -> list[tuple[int, int]]:
    """Of every element and every warning."""
    found = [warning.span for warning in reading.warnings]
    for area in reading.areas:
        found += [area.span, area.title_span]
    for task in reading.tasks:
        found += [task.span, task.text_span]
        for measure in task.measures:
            found.append(measure.span)
            for part in (*measure.responsibilities, *measure.deadlines, *measure.targets):
                found.append(part.span)
    return found


@given(TEXTS)
def test_any_text_gives_a_reading_or_a_clear_refusal(text):
    reading = read(text)

    assert reading is None or all(warning.message for warning in reading.warnings)


@given(TEXTS)
def test_spans_lie_within_the_text(text):
    reading = read(text)

    assert reading is None or all(0 <= start <= end <= len(text) for start, end in spans(reading))


@given(TEXTS.filter(lambda text: "<" not in text and "&" not in text))
def test_nothing_of_the_text_is_lost(text):
    """Every printed character is in a heading, in a task, in a clause, or reported as outside."""
    reading = read(text)
    if reading is None:
        return
    kept = [area.span for area in reading.areas] + [task.span for task in reading.tasks]
    kept += [m.clause_span for task in reading.tasks for m in task.measures if m.clause_span]
    kept += [warning.span for warning in reading.warnings if warning.code == "outside"]

    rest = list(text)
    for start, end in kept:
        rest[start:end] = " " * (end - start)

    assert NOT_PRINTED.sub("", "".join(rest)).strip() == ""


@given(NOTICES)
def test_numbers_of_tasks_are_their_places(text):
    reading = read(text)
    if reading is None:
        return

    numbers = [task.number for task in reading.tasks]

    assert numbers == [f"{n}.{m}" for n, a in enumerate(reading.areas, 1) for m, _ in enumerate(a.tasks, 1)]


@given(TEXTS)
def test_a_reading_survives_json(text):
    reading = read(text)

    assert reading is None or Reading.from_json(reading.to_json()) == reading


def test_reading_takes_time_in_proportion_to_length():
    def seconds(times: int) -> float:
        # Unclosed brackets, numbers and lists without end are what a careless pattern stumbles over.
        text = (
            "（一）推进工作（财政部、教育部负责，1. (The NHC, and the 达到1" * times
            + "（" * times
            + "一、" * times
        )
        start = time.perf_counter()
        read_notice(text, GAZETTEER)
        return time.perf_counter() - start

    seconds(10)

    assert seconds(2000) < 16 * seconds(250) + 0.5
