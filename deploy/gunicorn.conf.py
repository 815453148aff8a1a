"""gunicorn in production: gunicorn --config deploy/gunicorn.conf.py reformtracker.wsgi

wsgi.py refuses unsafe settings; gunicorn then stops instead of trying again.
"""

import os

from gunicorn.glogging import Logger

bind = os.environ.get("BIND", "0.0.0.0:8000")
# On few cores processes are quicker than threads for Django's synchronous views.
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "sync"
# Above the longest answer a page may take; what takes longer belongs into a job.
timeout = 120
graceful_timeout = 30
# A proxy stands in front; a worker that leaks is renewed before anybody notices.
max_requests, max_requests_jitter = 5000, 500
# The root file system is read-only; heartbeats belong into memory anyway.
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
accesslog, errorlog = "-", "-"
# Path without query: what people searched for does not belong into a log.
access_log_format = "%({x-forwarded-for}i)s %(m)s %(U)s %(s)s %(B)s %(M)sms"


class DiscreetLogger(Logger):
    """Leaves out of the access log what is a secret of its owner: the address of a calendar feed."""

    def atoms(self, resp, req, environ, request_time):
        said = super().atoms(resp, req, environ, request_time)
        if (said["U"] or "").startswith("/calendar/"):
            said["U"] = "/calendar/-"
        return said


logger_class = DiscreetLogger
