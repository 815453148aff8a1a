"""All addresses of the portal."""

from django.urls import include, path

from reformtracker import health, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", pages.set_language, name="set_language"),
    path("theme/", pages.set_theme, name="set_theme"),
    path("styleguide/", pages.styleguide, name="styleguide"),
    path("", include("agencies.urls")),
    path("", include("reports.urls")),  # before tasks: plans/compare/ is no plan of that name
    path("", include("tasks.urls")),
    path("api/", include("reformtracker.api")),
]
