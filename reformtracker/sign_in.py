"""How an account comes to a request."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from agencies.models import Membership, User
from tasks.models import Notification, Plan


class PortalBackend(ModelBackend):
    """Django's own, but what every page asks of the account comes along with it, in one question.

    That is: its posts, the number of its unread digests (`unread`), and whether any plan carries
    demonstration data (`sees_demonstration`).
    """

    def get_user(self, user_id: Any) -> User | None:
        posts = list(_with_the_rest(Membership.objects.filter(user=user_id)))
        if not posts:
            return super().get_user(user_id)
        user = posts[0].user
        if not self.user_can_authenticate(user):
            return None
        for post in posts:
            post.user = user
        vars(user).update(posts=posts, unread=posts[0].unread, sees_demonstration=posts[0].demonstration)
        return user


def _with_the_rest(posts: Any) -> Any:
    unread = Notification.objects.filter(user=OuterRef("user"), read_at=None, in_inbox=True)
    counted = unread.order_by().values("user").annotate(count=Count("pk")).values("count")
    return (
        posts.select_related("user", "agency__jurisdiction")
        .annotate(
            unread=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            demonstration=Exists(Plan.objects.filter(demonstration=True)),
        )
        .order_by("pk")
    )
