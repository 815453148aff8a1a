from django.apps import AppConfig


class ReformtrackerConfig(AppConfig):
    name = "reformtracker"
    verbose_name = "Reform task portal"

    def ready(self) -> None:
        from reformtracker import checks  # noqa: F401  registers the system checks
