#!/bin/sh
# Builds the fuzz targets and runs each for SECONDS (60 without an argument), two at a time. Exit 0: no finding.
# A finding lies in build/fuzz/findings/<target>/; turn it into a seed and a named test when it is mended.
set -eu
seconds="${1:-60}"
root="$(cd "$(dirname "$0")/../.." && pwd)"
build="$root/build/fuzz"
targets="fuzz_http_guard fuzz_wechat fuzz_script_loader fuzz_state"

cd "$root"
[ -f "$build/build.ninja" ] || cmake --preset fuzz >/dev/null
# shellcheck disable=SC2086  # the targets are words
cmake --build "$build" --target $targets

run_one() {
  target="$1"
  corpus="$build/corpus/$target"
  findings="$build/findings/$target"
  mkdir -p "$corpus" "$findings"
  dictionary="$root/tests/fuzz/dictionaries/$target.txt"
  "$build/bin/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=16384 -print_final_stats=1 \
    -dict="$dictionary" -artifact_prefix="$findings/" "$corpus" "$root/tests/fuzz/seeds/$target" \
    >"$build/$target.log" 2>&1
}

failed=""
held=0
wait_for() {  # PID TARGET
  if wait "$1"; then
    runs="$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$2.log")"
    echo "ok      $2: $runs runs"
    held=$((held + 1))
  else
    echo "FINDING $2: see $build/$2.log"
    tail -n 40 "$build/$2.log"
    failed="$failed $2"
  fi
}

set -- $targets
while [ $# -gt 0 ]; do
  run_one "$1" & first=$!
  if [ $# -gt 1 ]; then run_one "$2" & second=$!; else second=""; fi
  wait_for "$first" "$1"
  [ -z "$second" ] || wait_for "$second" "$2"
  shift
  [ $# -eq 0 ] || shift
done
set -- $failed
echo "fuzz: $held passed, $# failed"
[ $# -eq 0 ]
