#!/bin/sh
# Makes Tickline's roles: Postgres' image runs it once, on an empty volume. On a volume of before, run it by hand with Tickline
# stopped: docker compose exec postgres sh /docker-entrypoint-initdb.d/postgres-roles.sh
set -eu
: "${DATABASE_PASSWORD:?set DATABASE_PASSWORD}"
PGOPTIONS="-c tickline.password=$DATABASE_PASSWORD" psql --no-psqlrc --set ON_ERROR_STOP=1 --single-transaction \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file /opt/tickline/postgres-roles.sql
