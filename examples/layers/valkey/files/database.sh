#!/bin/sh
# The database's entrypoint: sets the password that the API reads from a file, then does what the official image does.
# The first start makes that file, beside the data and in the same volume.
set -eu
secret=/data/secret

if [ ! -s $secret/password ]; then
  mkdir -p $secret
  rm -f $secret/new
  head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >$secret/new
  chmod 0444 $secret/new
  mv $secret/new $secret/password
fi

# As the official image reads a command.
case ${1:-} in
-* | *.conf) set -- valkey-server "$@" ;;
esac
if [ "${1:-}" = valkey-server ]; then
  shift
  umask 077
  {
    # Memory is left for the rewriting of the file below.
    printf 'save ""\nmaxmemory 100mb\n'
    case ${1:-} in
    *.conf)
      printf 'include %s\n' "$1"
      shift
      ;;
    esac
    # Each change is appended to a file, whatever a configuration file says: its defaults would keep nothing.
    printf 'appendonly yes\n'
    # In a file: every process of the machine could read it from a command line.
    printf 'requirepass "%s"\n' "$(sed 's/["\\]/\\&/g' $secret/password)"
  } >/tmp/valkey.conf
  set -- valkey-server /tmp/valkey.conf "$@"
fi

exec docker-entrypoint.sh "$@"
