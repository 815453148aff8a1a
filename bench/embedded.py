"""The embedded portal (`make demo` without the installation): first start, second start, memory at rest."""

import time

from services import free_port

from bench.portal import PYTHON, Visitor, memory, running


def measure(environment: dict[str, str]) -> None:
    print("\n| embedded portal | figure |\n|---|---:|")
    for title in ("first start to first page", "second start to first page"):
        port = free_port()
        began = time.perf_counter()
        command = [PYTHON, "manage.py", "run_portal", "--demo"]
        with running(environment | {"PORT": str(port)}, command, port) as portal:
            visitor = Visitor(f"http://127.0.0.1:{port}", "secretariat", environment["DEMO_PASSWORD"])
            visitor.get("/plans/2018-h2/dashboard/")
            print(f"| {title} | {time.perf_counter() - began:.1f} s |", flush=True)
            visitor.seconds("/tasks/", 20)
            time.sleep(5)
            resident, proportional = memory(portal.pid)
    print(
        f"| memory of web + worker + beat, resident | {resident} MB |\n| … proportional | {proportional} MB |"
    )
