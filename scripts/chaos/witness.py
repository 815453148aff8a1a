"""What the database itself saw: a trigger of the run notes every claim, announcement and end of a report.

No process of the portal can forget a line or invent one: the note stands and falls with its write.
"""

from collections import Counter
from collections.abc import Collection

from django.db import connection

# A second end shows as a second "done", also when it overwrites the first: the moment of the end is new then.
SQL = """
CREATE TABLE chaos_witness (
    n bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(),
    pk bigint NOT NULL, event text NOT NULL, attempt int NOT NULL
);
CREATE FUNCTION chaos_witness() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE said text := CASE
    WHEN NEW.state = 'running' AND NEW.lease_token IS DISTINCT FROM OLD.lease_token THEN 'claimed'
    WHEN NEW.state IN ('done', 'failed') AND NEW.finished_at IS DISTINCT FROM OLD.finished_at THEN NEW.state
    WHEN NEW.dispatched_at IS NOT NULL AND NEW.dispatched_at IS DISTINCT FROM OLD.dispatched_at
        THEN 'announced'
END;
BEGIN
    IF said IS NOT NULL THEN
        INSERT INTO chaos_witness (pk, event, attempt) VALUES (NEW.id, said, NEW.attempt);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER chaos_witness AFTER UPDATE ON reports_report FOR EACH ROW EXECUTE FUNCTION chaos_witness()
"""
DROP = """
DROP TRIGGER IF EXISTS chaos_witness ON reports_report;
DROP FUNCTION IF EXISTS chaos_witness();
DROP TABLE IF EXISTS chaos_witness
"""


def install() -> None:
    with connection.cursor() as cursor:
        cursor.execute(DROP)
        cursor.execute(SQL)


def remove() -> None:
    with connection.cursor() as cursor:
        cursor.execute(DROP)


def _rows(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def times_done(pks: Collection[int]) -> Counter[int]:
    """How often each report was brought to its good end."""
    sql = "SELECT pk, count(*) FROM chaos_witness WHERE event = 'done' AND pk = ANY(%s) GROUP BY pk"
    return Counter(dict(_rows(sql, [list(pks)])))


def claims(pks: Collection[int]) -> Counter[int]:
    sql = "SELECT pk, count(*) FROM chaos_witness WHERE event = 'claimed' AND pk = ANY(%s) GROUP BY pk"
    return Counter(dict(_rows(sql, [list(pks)])))


def longest_between_claims(pks: Collection[int]) -> float:
    """Seconds from one claim of a report to the next one: the work until it was lost, and the recovery."""
    sql = """
        SELECT max(extract(epoch FROM at - before)) FROM (
            SELECT at, lag(at) OVER (PARTITION BY pk ORDER BY n) AS before
            FROM chaos_witness WHERE event = 'claimed' AND pk = ANY(%s)
        ) AS claims
    """
    return float(_rows(sql, [list(pks)])[0][0] or 0)


def mark() -> int:
    """The newest line, as a place in time."""
    return int(_rows("SELECT coalesce(max(n), 0) FROM chaos_witness", [])[0][0])


def waited_after(line: int, seconds_at: float, pks: Collection[int]) -> dict[int, float]:
    """For each report the seconds from a moment (Unix time) to its next announcement or claim."""
    sql = """
        SELECT pk, extract(epoch FROM min(at)) FROM chaos_witness
        WHERE n > %s AND event IN ('announced', 'claimed') AND pk = ANY(%s) GROUP BY pk
    """
    return {pk: float(at) - seconds_at for pk, at in _rows(sql, [line, list(pks)])}
