#!/bin/sh
# The database's entrypoint: gives the role app the password that the API reads from a file, then does what the
# official image does. The first start makes that file, beside the data and in the same volume.
set -eu
secret=/var/lib/postgresql/secret
initialised=/var/lib/postgresql/initialised

# As the official image reads a command.
case ${1:-} in
-*) set -- postgres "$@" ;;
esac
# What is not a server (`docker compose run db psql`) leaves the data alone: a server in another container has it open.
case " $* " in
*' --help '* | *' -? '* | *' --version '* | *' -V '* | *' --describe-config '*) exec docker-entrypoint.sh "$@" ;;
' postgres '*) ;;
*) exec docker-entrypoint.sh "$@" ;;
esac
# Nor does a second server open it, which PostgreSQL itself can't see in another container.
exec 9>/var/lib/postgresql/lock
if ! flock -n 9; then
  echo 'database.sh: another container has this data open' >&2
  exit 1
fi

random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

if [ ! -s $secret/password ]; then
  mkdir -p $secret
  rm -f $secret/new
  random >$secret/new
  chmod 0444 $secret/new
  mv $secret/new $secret/password
fi

# One line, as single-user mode wants it. Whatever fails and whatever is logged, the password is not: LOG ranks below FATAL.
quiet='SET log_min_messages = fatal; SET log_min_error_statement = panic; SET log_error_verbosity = terse; SET default_transaction_read_only = off;'
password=$(sed "s/'/''/g" $secret/password)
change="DO \$do\$ BEGIN ALTER ROLE app PASSWORD '$password'; EXCEPTION WHEN undefined_object THEN RAISE WARNING 'there is no role app'; END \$do\$;"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # The superuser needs no password that anyone knows: `docker compose exec` asks for none.
  [ -n "${POSTGRES_PASSWORD_FILE:-}" ] || export POSTGRES_PASSWORD="${POSTGRES_PASSWORD:-$(random)}"
  # Run after init.sql, through a link in /docker-entrypoint-initdb.d.
  (umask 077 && printf '%s\n' '\set VERBOSITY terse' "$quiet" "$change" "\\! touch $initialised" >/tmp/password.sql)
elif [ ! -e $initialised ]; then
  echo 'database.sh: the first start failed, perhaps because of a mistake in init.sql; `make reset` starts over' >&2
  exit 1
elif ! printf '%s\n' "$change" | postgres --single -j -D "$PGDATA" -c log_min_messages=fatal \
  -c log_min_error_statement=panic -c log_error_verbosity=terse -c default_transaction_read_only=off \
  -c exit_on_error=on template1 >/dev/null; then
  echo 'database.sh: cannot set the password of the role app' >&2
  exit 1
fi

exec docker-entrypoint.sh "$@"
