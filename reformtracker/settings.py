"""All settings of the portal, read from the environment; the README lists the variables.

Two shapes: *embedded* (no DATABASE_URL: an SQLite file, a file-system broker, everything under var/) and
*production* (DATABASE_URL names PostgreSQL). What must never reach production is refused by checks.py.
"""

import datetime as dt
import os
import secrets
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("REFORM_VAR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR = BASE_DIR / "data"


def _database() -> dict:
    """The one database, from DATABASE_URL; a broken address is one clear line."""
    url = env.str("DATABASE_URL", default=f"sqlite:///{VAR / 'portal.sqlite3'}")
    try:
        with warnings.catch_warnings(action="ignore"):  # an unknown scheme is refused below, in plainer words
            config = dict(env.db_url_config(url))
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL is not a database address: {error}") from error
    if config.get("ENGINE") == "django.db.backends.sqlite3":
        # IMMEDIATE takes the write lock at BEGIN: with it three writers wait, without it they fail at once.
        # recursive_triggers: without it INSERT OR REPLACE deletes ledger rows past the delete trigger.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                "PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON;"
            ),
        }
    elif config.get("ENGINE") == "django.db.backends.postgresql":
        config["OPTIONS"] = {
            "connect_timeout": 5,
            "options": "-c statement_timeout=600000 -c lock_timeout=10000"
            " -c idle_in_transaction_session_timeout=60000",
        }
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL must name PostgreSQL (postgres://…) or SQLite (sqlite:///…)."
        )
    return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def _kept_secret(name: str) -> str:
    """A secret of the embedded mode, made once and kept under var/ readable by its owner only."""
    path = VAR / name
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # A link appears whole or not at all: of several processes that start together exactly one makes
            # it, and nobody ever reads half a secret, not even after a full disk.
            with tempfile.NamedTemporaryFile("w", dir=VAR) as draft:  # its mode is 0600
                draft.write(secrets.token_urlsafe(48))
                draft.flush()
                with suppress(FileExistsError):
                    os.link(draft.name, path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"Cannot keep the portal's state under {VAR}: {error.strerror}") from error


def _day(name: str) -> dt.date | None:
    value = env.str(name, default="")
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a date such as 2018-11-21, not {value!r}.") from error


def _number(name: str, default: int) -> int:
    try:
        return env.int(name, default=default)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {env.str(name)!r}.") from error


DATABASES = {"default": _database()}
EMBEDDED = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or (_kept_secret("secret_key") if EMBEDDED else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PORT = _number("PORT", 8000)

# Training, demonstration and tests only: the portal's clock shows this day. checks.py refuses it in
# production unless PORTAL_TRAINING says openly that the installation is a training ground.
PORTAL_TODAY = _day("PORTAL_TODAY")
PORTAL_TRAINING = env.bool("PORTAL_TRAINING", default=False)

INSTALLED_APPS = [
    "reformtracker",
    "agencies",
    "tasks",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of form fields, which FORM_RENDERER finds among the apps
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "agencies.User"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reformtracker.lib.middleware.CleanInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "reformtracker.lib.middleware.ExpiredSessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.doors.DoorsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reformtracker.lib.middleware.PrivatePagesMiddleware",
    "reformtracker.lib.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "reformtracker.urls"
WSGI_APPLICATION = "reformtracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "reformtracker.context.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "reformtracker.templatetags.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["reformtracker.sign_in.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "agencies:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "agencies:sign_in"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Compressing takes half a minute, and over the embedded mode's loopback interface it gains nothing.
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
EVIDENCE_DIR = VAR / "evidence"
EVIDENCE_MAX_BYTES = _number("EVIDENCE_MAX_BYTES", 20 * 1024 * 1024)
# Workbooks that somebody has uploaded and not yet applied; they are thrown away after a day.
WORKBOOK_DIR = VAR / "workbooks"
WORKBOOK_MAX_BYTES = _number("WORKBOOK_MAX_BYTES", 10 * 1024 * 1024)
ARTIFACT_DIR = VAR / "artifacts"
# Seals: the private key (Ed25519, PEM) is for the worker and the command alone; web processes know only the
# public halves, as `name+id+key`. The embedded mode makes a key and notes its public half beside it.
SEAL_ORIGIN = env.str("SEAL_ORIGIN", default="reform-task-portal")
SEAL_KEY_FILE = env.str("SEAL_KEY_FILE", default=str(VAR / "seal_key.pem") if EMBEDDED else "")
SEAL_PUBLIC_KEYS = env.list("SEAL_PUBLIC_KEYS", default=[])
SEAL_NOTED_KEYS = VAR / "seal_keys.txt"
DOCUMENT_DIR = VAR / "documents"
DOCUMENT_MAX_BYTES = _number("DOCUMENT_MAX_BYTES", 20 * 1024 * 1024)
# A pasted notice may be long: a million Chinese characters.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# HTTPS=0 is for the embedded mode and for tests; in production the cookies travel over TLS only.
HTTPS = env.bool("HTTPS", default=not EMBEDDED)
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
# Whether what the proxy says of a request's origin (scheme, address) is believed.
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The address under which people reach the portal: links in mails and calendar feeds begin with it.
PORTAL_URL = env.str("PORTAL_URL", default=f"http://127.0.0.1:{PORT}")
# Without EMAIL_HOST the portal sends no mail and offers none; what it has to tell stays in the inbox.
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = _number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="reform-portal@localhost")

REDIS_URL = env.str("REDIS_URL", default="")
_BROKER_DIR = VAR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
# The report row is the queue, a message only a hint: see docs/adr/0003-report-row-is-the-queue.md.
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 3600,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 10,
    }
    if REDIS_URL
    else {
        "data_folder_in": str(_BROKER_DIR / "messages"),
        "data_folder_out": str(_BROKER_DIR / "messages"),
        "control_folder": str(_BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.25,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A message taken early would wait behind a long job while another worker is free; only Redis knows how.
CELERY_WORKER_DISABLE_PREFETCH = bool(REDIS_URL)
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
# How long a worker's claim on a row holds without a sign of life, how often it gives one, and how many
# rows the workers take at once (the dispatcher announces no long backlog).
QUEUE_LEASE_SECONDS = _number("QUEUE_LEASE_SECONDS", 60)
QUEUE_HEARTBEAT_SECONDS = _number("QUEUE_HEARTBEAT_SECONDS", 15)
QUEUE_WORKERS = _number("QUEUE_WORKERS", 2)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agencies.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_PAGINATION_CLASS": "reformtracker.lib.pagination.PageNumbers",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "reformtracker.lib.problems.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Reform task portal",
    "DESCRIPTION": "Plans, duties, moves, the ledger and reports.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Without the null the page would ask a validator on the Internet about our document.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Names for vocabularies that several resources use, or that share a field's name with another one.
    "ENUM_NAME_OVERRIDES": {
        "UserRole": "agencies.enums.UserRole",
        "AgencyKind": "agencies.enums.AgencyKind",
        "NameKind": "agencies.enums.NameKind",
        "Scope": "agencies.enums.Scope",
        "EventKind": "agencies.enums.EventKind",
        "PlanState": "tasks.enums.PlanState",
        "State": "tasks.enums.State",
        "TargetState": "tasks.enums.TargetState",
        "Role": "tasks.enums.Role",
        "QueueState": "reformtracker.lib.queue.QueueState",
        "ReportKind": "reports.enums.Kind",
        "ReportFormat": "reports.enums.Format",
        "ReportLanguage": "reports.services.LANGUAGES",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
