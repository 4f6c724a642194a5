# Shared by run, test and bench: installs what is missing, builds what has changed. Sourced, not run.

BUILD_PACKAGES="g++ cmake ninja-build ccache pkg-config libboost1.81-dev libcpp-httplib-dev nlohmann-json3-dev libsqlite3-dev
  libyaml-cpp-dev libpugixml-dev libssl-dev libicu-dev libre2-dev libcli11-dev zlib1g-dev libbrotli-dev libpq-dev libsodium-dev curl"
TEST_PACKAGES="catch2 clang libclang-rt-14-dev chromium python3 sqlite3"
BENCH_PACKAGES="wrk sqlite3 python3"
POSTGRES_PACKAGES="postgresql postgresql-client haproxy python3"  # for --store postgres, its tests and benches

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# install_packages NAME… : only those that are missing; nothing is done when all are there.
install_packages() {
  local missing="" name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $name"
  done
  [ -z "$missing" ] && return 0
  say "installing:$missing"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || return 1
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
}

# Node may have come from elsewhere than Debian: what counts is that it runs.
install_node() {
  if command -v node >/dev/null && command -v npm >/dev/null; then return 0; fi
  install_packages nodejs npm
}

# Objects are the same wherever the tree lies, so a second clone builds from the first one's cache.
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1

# build_preset PRESET TARGET… : configures once, then builds what has changed.
build_preset() {
  local preset=$1
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then cmake --preset "$preset" >&2 || return 1; fi
  cmake --build "build/$preset" --target "$@" >&2
}

# npm ci only when the lock file has changed; the page only when a source has.
install_web() {
  install_node || return 1
  local stamp=web/node_modules/.installed
  if [ ! -f "$stamp" ] || ! cmp -s web/package-lock.json "$stamp"; then
    say "installing the front end's packages"
    (cd web && npm ci --no-fund --no-audit --loglevel=error) >&2 || return 1
    cp web/package-lock.json "$stamp"
  fi
}

build_web() {
  install_web || return 1
  if [ ! -f web/dist/chat/index.html ] || [ -n "$(find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -newer web/dist/chat/index.html -print -quit)" ]; then
    say "building the page"
    (cd web && npm run build --silent) >&2 || return 1
    touch web/dist/chat/index.html
  fi
}
