"""How the API shows a saved filter, and what one is made of."""

from rest_framework import serializers

from tasks.models import SavedFilter
from tasks.models.saved import LONGEST_QUERY
from tasks.saved import LONGEST_NAME


class SavedFilterSerializer(serializers.ModelSerializer):
    class Meta:
        model = SavedFilter
        fields = ["id", "name", "query", "created_at"]


class SavedFilterInput(serializers.Serializer):
    """`query` is as in the address of the task list: plan=2018-h2&role=lead."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    query = serializers.CharField(max_length=LONGEST_QUERY, allow_blank=True)


class SavedFilterChange(serializers.Serializer):
    """Either of the two, or both."""

    name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    query = serializers.CharField(max_length=LONGEST_QUERY, allow_blank=True, required=False)
