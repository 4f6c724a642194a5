#!/bin/sh
# Builds the fuzz targets and runs each for SECONDS (60 without an argument), two at a time. Exit 0: no finding.
# A finding lies in build/fuzz/findings/<target>/; turn it into a seed and a named test when it is mended.
# shellcheck disable=SC2086  # lists of targets are words
set -eu
seconds="${1:-60}"
root="$(cd "$(dirname "$0")/../.." && pwd)"
build="$root/build/fuzz"
targets="fuzz_http_guard fuzz_wechat fuzz_script_loader fuzz_state"

cd "$root"
[ -f "$build/build.ninja" ] || cmake --preset fuzz >/dev/null
cmake --build "$build" --target $targets

# The project's own scripts, each alone and all together, are the loader's best seeds.
scripts="$build/corpus/fuzz_script_loader"
mkdir -p "$scripts"
all="$scripts/all_scripts"
: >"$all"
for file in $(cd "$root/dialogs/scripts" && find . -name '*.yaml' | sort); do
  name="${file#./}"
  { printf '%%%%%% %s\n' "$name"; cat "$root/dialogs/scripts/$name"; } >"$scripts/$(echo "$name" | tr / _)"
  cat "$scripts/$(echo "$name" | tr / _)" >>"$all"
done

run_one() {
  target="$1"
  corpus="$build/corpus/$target"
  findings="$build/findings/$target"
  mkdir -p "$corpus" "$findings"
  dictionary="$root/tests/fuzz/dictionaries/$target.txt"
  "$build/bin/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=131072 -len_control=1000 -print_final_stats=1 \
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
