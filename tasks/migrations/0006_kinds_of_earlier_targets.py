"""Targets from before their kind was kept get the one that comparator and unit give (tasks/target_terms.py)."""

from django.db import migrations
from django.db.models import Q


def derive(apps, schema_editor) -> None:
    targets = apps.get_model("tasks", "Target").objects
    percent = Q(unit__startswith="%") | Q(unit__startswith="％")
    targets.filter(percent).exclude(comparator="increase_by").update(kind="share")
    targets.filter(comparator="increase_by").update(kind="increase")
    targets.filter(comparator__in=("<=", "<")).update(direction="down")


class Migration(migrations.Migration):
    dependencies = [("tasks", "0005_append_only_readings_and_rounds")]
    operations = [migrations.RunPython(derive, migrations.RunPython.noop)]
