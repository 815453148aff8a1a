"""API of the agencies app: who may ask (tokens, scopes), what every view shares, agencies and places.

Only the authentication is at hand here: the framework imports it while it loads its own views, so this module
must not import views.
"""

from agencies.api.authentication import TokenAuthentication

__all__ = ["TokenAuthentication"]
