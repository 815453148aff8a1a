"""What templates and style sheets point to exists; tests serve static files plainly and would not notice."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.core.management import call_command

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))


def test_every_static_file_that_a_template_names_exists():
    used = {
        (path.name, name)
        for path in TEMPLATES
        for name in re.findall(r"""{%\s*static\s+['"]([^'"]+)['"]""", path.read_text())
    }

    assert used  # the expression above still fits how templates are written
    assert sorted(pair for pair in used if find(pair[1]) is None) == []


def test_every_static_file_that_a_style_sheet_names_exists(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)  # raises for a file that is not there

    assert (tmp_path / "staticfiles.json").is_file()
