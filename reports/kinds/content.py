"""What a kind of report puts into the common frame."""

from dataclasses import dataclass

from reformtracker.lib.charts import Chart
from reports.document import Figure, Table


class NoDuties(Exception):
    """Nothing is in sight on that day: an empty report would look like good news."""


@dataclass(frozen=True, slots=True)
class Content:
    """Figures, charts and tables of one kind of report; `full` is the key of the table that the CSV holds."""

    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    full: str
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
