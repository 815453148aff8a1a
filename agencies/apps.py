from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"

    def ready(self) -> None:
        from agencies import doors  # models may be imported only now

        doors.connect()
