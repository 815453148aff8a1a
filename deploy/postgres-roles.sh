#!/bin/sh
# PostgreSQL's container runs this once, when it makes the database: the role that the portal works under, which owns
# nothing. What it may do, `manage.py grant_application_role portal_app` says after every migration.
set -eu
: "${APPLICATION_PASSWORD:?is missing in deploy/postgres.env}"
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set password="$APPLICATION_PASSWORD" <<'SQL'
CREATE ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
SQL
