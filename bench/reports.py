"""How long the reports take, each as a process of its own with its start."""

import time

from bench.portal import manage


def measure(environment: dict[str, str], folder: str) -> None:
    print("\n| report | formats | seconds |\n|---|---|---:|")
    for kind in ("progress", "overdue"):
        began = time.perf_counter()
        for name in ("xlsx", "pdf"):
            manage(
                environment, "build_report", kind, "--plan", "2018-h2", "--as-of", "2018-11-21",
                "--format", name, "--out", folder,
            )  # fmt: skip
        print(f"| {kind} | xlsx + pdf | {time.perf_counter() - began:.1f} |", flush=True)
