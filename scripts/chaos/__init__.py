"""`make chaos`: the queue of reports under fault, with real servers and processes; see __main__.py."""
