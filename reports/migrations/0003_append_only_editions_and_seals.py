"""What was issued, sealed and published cannot be changed or removed."""

from django.db import migrations

from reformtracker.lib.append_only import append_only

TABLES = ("reports_edition", "reports_sealleaf", "reports_seal", "reports_publication")


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_editions_schedules_and_seals")]
    operations = [append_only(TABLES)]
