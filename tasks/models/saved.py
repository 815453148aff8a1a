"""Filters that a person keeps under a name."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

LONGEST_QUERY = 1000


class SavedFilter(models.Model):
    """The task list as somebody wants it again: `query` is the address's own, "plan=2018-h2&role=lead"."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_filters")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=LONGEST_QUERY)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("owner", Lower("name"), name="saved_filter_name_once")]

    def __str__(self) -> str:
        return self.name
