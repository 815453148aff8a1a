# The portal's image: web, worker, beat and migrate are this one image with different commands (see docker-compose.yml).
FROM python:3.11-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements.txt /tmp/requirements.txt
# Wheels only: there is no compiler in the image, and none is needed.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=reformtracker.settings REFORM_VAR=/var/lib/portal STATIC_ROOT=/opt/static
RUN groupadd --system --gid 10001 portal \
    && useradd --system --uid 10001 --gid portal --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0750 /var/lib/portal
COPY --from=packages /opt/venv /opt/venv
WORKDIR /opt/portal
COPY . .
# Static files under hashed names, compressed. The address and the key serve this one command; nothing connects.
RUN REFORM_VAR=/tmp/build DATABASE_URL=postgres://build@localhost/build \
    SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(48))') \
    python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
STOPSIGNAL SIGTERM
# Exec form: the process itself gets SIGTERM, no shell stands between.
ENTRYPOINT ["python", "-m"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "reformtracker.wsgi"]
