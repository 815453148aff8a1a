"""The portal's own settings with what tests need to be quick, repeatable and without traces."""

import atexit
import datetime as dt
import os
import shutil
import tempfile
from urllib.parse import urlsplit, urlunsplit

# Every test process has a state folder of its own, gone when it ends; nobody's var/ is ever touched.
os.environ["REFORM_VAR"] = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, os.environ["REFORM_VAR"], ignore_errors=True)
os.environ["HTTPS"] = "0"
os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz")

if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and os.environ.get("REDIS_URL"):
    # Parallel test processes must not take each other's messages.
    _address = urlsplit(os.environ["REDIS_URL"])
    os.environ["REDIS_URL"] = urlunsplit(_address._replace(path=f"/{int(worker.removeprefix('gw')) + 1}"))

from reformtracker.settings import *  # noqa: E402, F403  the environment had to come first

# The day of the demonstration, whatever the environment says; a test of the real clock sets None.
PORTAL_TODAY = dt.date(2018, 11, 21)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True  # static files come from where they lie, without collectstatic
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_HOST = ""  # a test that wants mail sets one; nothing is ever connected to
PORTAL_URL = "https://portal.test"
# The key that seals in tests: that of RFC 8032, section 7.1, test 1, in PEM. It is worth nothing.
SEAL_ORIGIN = "reform-task-portal"
SEAL_KEY_FILE = os.path.join(os.environ["REFORM_VAR"], "seal_key.pem")
SEAL_PUBLIC_KEYS = ["reform-task-portal+5fdeebf6+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"]
with open(SEAL_KEY_FILE, "x") as _key:
    _key.write(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n"
    )
