#!/usr/bin/env bash
# Brings up a Docker engine of its own with one Postgres image made here, so that the integration tests can run in
# containers on a machine without Docker, or one that can pull no image. For Debian, as root.
#
#   eval "$(bash .ci/docker-postgres.sh start)"    prints what the tests need in their environment
#   ./mvnw verify -Dheadgate.testkit.postgres=docker
#   bash .ci/docker-postgres.sh stop               ends the engine; the image is kept for the next start
#
# Both forms may be run again at any time. HEADGATE_DOCKER names another folder than the default.
set -euo pipefail

home=${HEADGATE_DOCKER:-/var/tmp/headgate-docker}
image=postgres:16-alpine # the tag that testkit asks for by default
version=15               # what Debian 12 has
root=$home/root
export DOCKER_HOST=unix://$home/docker.sock

say() { echo "$*" >&2; }

answers() { docker info 2>/dev/null | grep -q 'Server Version'; }

await() { # SECONDS COMMAND…
  local tries=$(($1 * 5))
  shift
  until "$@"; do
    [ $((tries -= 1)) -gt 0 ] || return 1
    sleep 0.2
  done
}

install_packages() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  command -v iptables >/dev/null || missing+=(iptables)
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$home/apt.log" 2>&1
}

start_engine() {
  if answers; then return; fi
  say "starting dockerd"
  setsid nohup dockerd --data-root "$home/data" --exec-root "$home/exec" --pidfile "$home/dockerd.pid" \
    -H "$DOCKER_HOST" >"$home/dockerd.log" 2>&1 </dev/null &
  await 30 answers || { tail -n 20 "$home/dockerd.log" >&2; exit 1; }
}

# the part of the official image's entrypoint that testkit relies on
write_entrypoint() {
  cat >"$root/usr/local/bin/docker-entrypoint.sh" <<'EOF'
#!/bin/bash
set -e
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"
  chown -R postgres:postgres "$PGDATA"
  chmod 700 "$PGDATA"
  exec gosu postgres "$0" "$@"
fi
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username="${POSTGRES_USER:-postgres}" --pwfile=<(echo "$POSTGRES_PASSWORD") --auth-local=trust \
    --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync
  printf '\nhost all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
fi
exec "$@"
EOF
  chmod 755 "$root/usr/local/bin/docker-entrypoint.sh"
}

make_image() {
  if docker image inspect "$image" >/dev/null 2>&1; then return; fi
  if [ ! -e "$root/complete" ]; then
    say "making a root file system with PostgreSQL $version"
    rm -rf "$root"
    debootstrap --variant=minbase --include="postgresql-$version,gosu" bookworm "$root" >"$home/debootstrap.log" 2>&1
    rm -rf "$root/var/lib/postgresql/$version" "$root/etc/postgresql/$version" "$root"/var/cache/apt/archives/*.deb
    touch "$root/complete"
  fi
  mkdir -p "$root/var/lib/postgresql/data"
  chroot "$root" chown postgres:postgres /var/lib/postgresql/data
  write_entrypoint
  say "importing $image"
  tar -C "$root" --numeric-owner --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -c . | docker import \
    -c 'ENTRYPOINT ["docker-entrypoint.sh"]' -c 'CMD ["postgres"]' -c 'EXPOSE 5432' -c 'ENV LANG=C.UTF-8' \
    -c 'ENV PGDATA=/var/lib/postgresql/data' -c 'VOLUME /var/lib/postgresql/data' \
    -c "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/$version/bin" \
    - "$image" >&2
}

start() {
  mkdir -p "$home"
  install_packages
  start_engine
  make_image
  # Ryuk would be one more image to pull; so would be what Testcontainers asks for its host if it runs in a container
  echo "export DOCKER_HOST=$DOCKER_HOST TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1"
}

is_gone() { ! kill -0 "$1" 2>/dev/null; }

stop() {
  if answers; then docker ps -aq | xargs -r docker rm -fv >/dev/null; fi
  if [ -e "$home/dockerd.pid" ]; then
    local engine
    engine=$(cat "$home/dockerd.pid")
    kill "$engine" 2>/dev/null || true
    await 30 is_gone "$engine"
  fi
  awk -v home="$home/" 'index($2, home) == 1 {print $2}' /proc/mounts | sort -r | xargs -r umount
}

case ${1:-} in
  start | stop) "$1" ;;
  *) say "usage: $0 start|stop"; exit 2 ;;
esac
