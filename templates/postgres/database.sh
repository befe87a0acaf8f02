#!/bin/sh
# The database's entrypoint: gives the role app the password that the API reads from a file, then does what the
# official image does. The first start makes that file, beside the data and in the same volume.
set -eu
secret=/var/lib/postgresql/secret
initialised=/var/lib/postgresql/initialised

random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

if [ ! -s $secret/password ]; then
  mkdir -p $secret
  rm -f $secret/new
  random >$secret/new
  chmod 0444 $secret/new
  mv $secret/new $secret/password
fi

# One line, as single-user mode wants it. Whatever fails, the password is not logged.
quiet='SET log_min_error_statement = panic; SET log_statement = none;'
password=$(sed "s/'/''/g" $secret/password)
change="DO \$do\$ BEGIN ALTER ROLE app PASSWORD '$password'; EXCEPTION WHEN undefined_object THEN RAISE WARNING 'there is no role app'; END \$do\$;"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # The superuser needs no password that anyone knows: `docker compose exec` asks for none.
  [ -n "${POSTGRES_PASSWORD_FILE:-}" ] || export POSTGRES_PASSWORD="${POSTGRES_PASSWORD:-$(random)}"
  # Run after init.sql, through a link in /docker-entrypoint-initdb.d.
  (umask 077 && printf '%s\n' "$quiet" "$change" "\\! touch $initialised" >/tmp/password.sql)
elif [ ! -e $initialised ]; then
  echo 'database.sh: the first start broke off, perhaps at a mistake in init.sql; `make reset` begins again' >&2
  exit 1
elif ! printf '%s\n' "$change" | postgres --single -j -D "$PGDATA" -c log_min_error_statement=panic -c log_statement=none \
  -c exit_on_error=on template1 >/dev/null; then
  echo 'database.sh: cannot set the password of the role app' >&2
  exit 1
fi

exec docker-entrypoint.sh "$@"
