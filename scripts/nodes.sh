# shellcheck shell=bash disable=SC2154,SC2034
# What ./run --store postgres adds: a private PostgreSQL, several nodes and a balancer before them. Sourced by run, whose
# variables bin, data, port and nodes are used here.

node_pids=()
node_ports=()
node_started=()
node_rest=()  # seconds before the next start of a node that ended
balancer=""
database=""   # its folder, once it was started

# free_ports COUNT : so many different ports that nobody listens on.
free_ports() {
  python3 - "$1" <<'PYTHON'
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for one in held:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in held))
PYTHON
}

# The store's address holds a password: it stands in a file of ours, not on a command line that everybody can read.
# It names the data folder too, so that publishing commands given --config find the photos and the installation's id.
write_node_config() {
  (umask 077 && { grep -v '^data:' config/demo.yaml && printf 'data: %s\nstore: %s\n' "$data" "$1"; } >"$data/nodes.yaml")
}

# start_node NUMBER OUTPUT : where its line "ready …" goes
start_node() {
  "$bin/xinsheng" serve --config "$data/nodes.yaml" --data "$data" --port "${node_ports[$1]}" >"$2" 2>>"$data/node$1.log" &
  node_pids[$1]=$!
  node_started[$1]=$SECONDS
}

# Waits until the node serves; otherwise its last words, and its exit code.
first_start() {
  local line
  rm -f "$data/.ready" && mkfifo "$data/.ready" || return 73
  : >"$data/node$1.log"
  start_node "$1" "$data/.ready"
  if read -r line <"$data/.ready"; then rm -f "$data/.ready"; return 0; fi
  wait "${node_pids[$1]}"
  local code=$?
  unset "node_pids[$1]"
  cat "$data/node$1.log" >&2
  return "$code"
}

start_balancer() {
  scripts/balancer_config "$port" "${node_ports[@]}" >"$data/balancer.cfg" || return 73
  haproxy -f "$data/balancer.cfg" -db >"$data/balancer.log" 2>&1 &
  balancer=$!
  local try
  for try in $(seq 50); do
    kill -0 "$balancer" 2>/dev/null || break
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
    sleep 0.1
  done
  cat "$data/balancer.log" >&2
  say "the balancer does not listen on port $port: is it in use? Try --port 0"
  return 69
}

# Sets url. On failure returns the exit code; stop_cluster takes back what was started.
start_cluster() {
  local address number ports
  say "starting a private PostgreSQL in $data/postgres"
  database=$data/postgres
  address=$(scripts/private_postgres start "$database") || { database=""; return 69; }
  write_node_config "$address" || return 73
  read -r -a ports <<<"$(free_ports $((nodes + 1)))"
  [ "$port" = 0 ] && port=${ports[nodes]}
  for number in $(seq "$nodes"); do
    node_ports[number]=${ports[number - 1]}
    node_rest[number]=1
    first_start "$number" || return
  done
  start_balancer || return
  url=http://127.0.0.1:$port
}

node_ended() {
  local number=$1 code
  wait "${node_pids[number]}"
  code=$?
  unset "node_pids[$number]"
  say "node $number (port ${node_ports[number]}) ended with $code; the others serve on, it starts again in ${node_rest[number]} s"
  node_due[number]=$((SECONDS + node_rest[number]))
  if [ $((SECONDS - node_started[number])) -lt 20 ] && [ "${node_rest[number]}" -lt 30 ]; then
    node_rest[number]=$((node_rest[number] * 2))
  else
    node_rest[number]=1
  fi
}

# What a service manager does: starts again what ended. Returns when the balancer has ended, with its exit code.
watch_cluster() {
  local number node_due=()
  while kill -0 "$balancer" 2>/dev/null; do
    for number in "${!node_ports[@]}"; do
      if [ -z "${node_pids[number]:-}" ]; then
        [ "$SECONDS" -lt "${node_due[number]}" ] && continue
        start_node "$number" /dev/null
        say "node $number (port ${node_ports[number]}) was started again"
      elif ! kill -0 "${node_pids[number]}" 2>/dev/null; then
        node_ended "$number"
      fi
    done
    sleep 0.5 &
    wait $!
  done
  wait "$balancer"
  local code=$?
  balancer=""
  say "the balancer ended by itself (exit $code); its last words:"
  tail -n 5 "$data/balancer.log" >&2
  return $((code == 0 ? 70 : code))
}

# New requests are refused first, then the nodes end those that run, then PostgreSQL ends.
stop_cluster() {
  [ -n "$balancer" ] && kill -USR1 "$balancer" 2>/dev/null
  if [ "${#node_pids[@]}" -gt 0 ]; then
    kill -TERM "${node_pids[@]}" 2>/dev/null
    wait "${node_pids[@]}" 2>/dev/null
  fi
  [ -n "$balancer" ] && kill -TERM "$balancer" 2>/dev/null && wait "$balancer" 2>/dev/null
}
stop_database() { [ -n "$database" ] && scripts/private_postgres stop "$database"; }
