"""How an account comes to a request."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from agencies.models import User
from tasks.models import Notification


class PortalBackend(ModelBackend):
    """Django's own, but the account brings the number of its unread digests along (`unread`).

    Every page shows it; this way it costs no question of its own.
    """

    def get_user(self, user_id: Any) -> User | None:
        unread = Notification.objects.filter(user=OuterRef("pk"), read_at=None, in_inbox=True)
        counted = unread.order_by().values("user").annotate(count=Count("pk")).values("count")
        rows = User.objects.annotate(unread=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
        user = rows.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
