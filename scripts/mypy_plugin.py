"""Tells mypy two things that the portal's middleware guarantees about every request.

LoginRequiredMiddleware and the API's default permission let nobody but a signed-in user reach a view (the few
public views never ask who it is), so `request.user` is a User; HtmxMiddleware adds `request.htmx`.
"""

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, TypeInfo, Var
from mypy.plugin import AttributeContext, ClassDefContext, Plugin
from mypy.types import AnyType, Instance, Type, TypeOfAny

REQUEST = "django.http.request.HttpRequest"
API_REQUEST = "rest_framework.request.Request"
USER = "agencies.models.accounts.User"


class PortalPlugin(Plugin):
    """The plugin class that mypy asks for."""

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return self._signed_in_user if fullname in (f"{REQUEST}.user", f"{API_REQUEST}.user") else None

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return _add_htmx if fullname == REQUEST else None

    def _signed_in_user(self, context: AttributeContext) -> Type:
        found = self.lookup_fully_qualified(USER)
        if found is None or not isinstance(found.node, TypeInfo):
            return context.default_attr_type
        return Instance(found.node, [])


def _add_htmx(context: ClassDefContext) -> None:
    variable = Var("htmx", AnyType(TypeOfAny.special_form))
    variable.info = context.cls.info
    context.cls.info.names.setdefault("htmx", SymbolTableNode(MDEF, variable, plugin_generated=True))


def plugin(version: str) -> type[Plugin]:
    """Entry point for mypy, whatever its version."""
    return PortalPlugin
