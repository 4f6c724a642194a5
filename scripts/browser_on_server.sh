#!/usr/bin/env bash
# The browser tests against the real server and its twins: ./run in a folder of its own, then tests/browser.
set -u
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
data=$(mktemp -d)
mkfifo "$data/ready"
# The console's tests change the operators' files: copies of them.
cp -r config "$data/config"
{
  sed "s#config/promises.demo.txt#$data/config/promises.demo.txt#" config/demo.yaml
  for file in calendar roster contents replies; do echo "$file: $data/config/$file.txt"; done
} >"$data/demo.yaml"
./run --no-build --config "$data/demo.yaml" --port 0 --data "$data/var" >"$data/ready" 2>"$data/log" &
server=$!
trap 'kill -TERM $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$data"' EXIT
if ! read -r line <"$data/ready"; then
  cat "$data/log"
  echo "browser: 0 passed, 1 failed"
  exit 1
fi
XINSHENG_DESK_PASSWORD=$(sed -n 's/.*用户名 demo  密码 //p' "$data/log") XINSHENG_URL=${line#ready } node tests/browser/run.mjs
