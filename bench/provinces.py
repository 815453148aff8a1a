"""The provinces at full size (world.py): rounds, reminders and pages on PostgreSQL under gunicorn."""

from bench.pages import analyze, measure_pages
from bench.portal import manage

# The plan that world.py makes: it runs where the portal does, and is not imported here.
SLUG = "full-size"

PAGES = {
    "secretariat": [
        f"/plans/{SLUG}/provinces/",
        f"/provinces/?plan={SLUG}",
        f"/provinces/350000/?plan={SLUG}",
        f"/plans/{SLUG}/dashboard/",
        f"/plans/{SLUG}/targets/",
        f"/plans/{SLUG}/tasks/2.5/",
        "/rounds/",
        f"/plans/{SLUG}/rounds/2018-10/",
        "/desk/",
        "/tasks/",
        "/inbox/",
    ],
    "provincial": [f"/plans/{SLUG}/provinces/", f"/provinces/350000/?plan={SLUG}", "/desk/", "/tasks/"],
}


def measure(environment: dict[str, str]) -> None:
    building = f"from bench import world; world.build({SLUG!r})"
    print(manage(environment, "shell", "-v", "0", "-c", building), end="")
    analyze(environment)
    measure_pages(environment, PAGES)
