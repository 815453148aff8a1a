"""Exit code 0 when an address of the portal answers 200, under the first of the ALLOWED_HOSTS."""

import os
import sys
import urllib.error
import urllib.request

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
request = urllib.request.Request(sys.argv[1], headers={"Host": host})
try:
    with urllib.request.urlopen(request, timeout=4) as answer:
        sys.exit(answer.status != 200)
except (OSError, urllib.error.HTTPError) as error:
    sys.exit(f"{sys.argv[1]}: {error}")
