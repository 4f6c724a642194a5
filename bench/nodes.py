#!/usr/bin/env python3
"""Durable turns per second on PostgreSQL: side by side in one run with SQLite of the same commit, with one transaction for each turn,
and for one, two and three nodes behind HAProxy. Everything shares the machine, the database and the load too; the variants take
turns, medians count.

  bench/nodes.py [--rounds 3] [--seconds 8] [--write docs/performance.md]
"""
import argparse, json, os, shutil, signal, subprocess, sys, tempfile

from side_by_side import BIN, ROOT, commit, free_port, load, machine, median, resident_mb, wait_for, write_section

DATABASE_RATIO_ASKED = 0.4
GROUP_RATIO_ASKED = 5
SIZES = ("""SELECT (SELECT count(*) FROM turns),
  (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'turns'::regclass),
  (SELECT count(*) FROM conversations), pg_total_relation_size('conversations') + pg_total_relation_size('heads')""")


def run(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


class Variant:
    def __init__(self, name, nodes=1, postgres=True, balanced=False, one_by_one=False):
        self.name = name
        self.nodes = nodes
        self.postgres = postgres
        self.balanced = balanced
        self.one_by_one = one_by_one
        self.rounds = []


SQLITE = Variant("SQLite, one node", postgres=False)
POSTGRES = Variant("PostgreSQL, one node")
ONE_BY_ONE = Variant("PostgreSQL, one node, a transaction for each turn", one_by_one=True)
BALANCED = [Variant("PostgreSQL, %d node%s behind HAProxy" % (n, "s" if n > 1 else ""), nodes=n, balanced=True) for n in (1, 2, 3)]


def write_config(folder, data, url, one_by_one):
    path = os.path.join(folder, "bench.yaml")
    lines = ["mode: dev", "threads: 1", "data: " + data, "store: " + url, "dialogs: dialogs/scripts", "limits:",
             "  messages_per_minute: 6000", "  messages_burst: 6000"]
    if one_by_one:
        lines.append("  store_group: 1")
    lines += ["channels:", "  - channel: wechat", "    account: demo", "    app_id: wxdemo0000000000", "    token: xinsheng-demo", "    plain: true"]
    with open(path, "w") as f:
        f.write("\n".join(lines) + "\n")
    return path


def empty(url):
    run("psql", url, "-qc", "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public; CHECKPOINT")


def one_round(variant, url, folder, number, seconds):
    data = os.path.join(folder, "data%d-%s" % (number, variant.name.replace(" ", "-")))
    if variant.postgres:
        empty(url)
    config = write_config(folder, data, url if variant.postgres else "sqlite", variant.one_by_one)
    log = open(os.path.join(folder, "nodes.log"), "ab")
    processes, ports = [], []
    try:
        for _ in range(variant.nodes):
            port = free_port()
            processes.append(subprocess.Popen([os.path.join(BIN, "xinsheng"), "serve", "--config", config, "--port", str(port)],
                                              cwd=ROOT, stdout=subprocess.DEVNULL, stderr=log))
            wait_for(port, processes[-1])
            ports.append(port)
        port = ports[0]
        if variant.balanced:
            port = free_port()
            path = os.path.join(folder, "balancer.cfg")
            with open(path, "w") as f:
                f.write(run("scripts/balancer_config", str(port), *map(str, ports)) + "\n")
            processes.append(subprocess.Popen(["haproxy", "-f", path, "-db"], stdout=log, stderr=log))
            wait_for(port, processes[-1])
        load(port, "/hook/wechat/demo", 2, folder)
        result = load(port, "/hook/wechat/demo", seconds, folder)
        result["resident_mb"] = sum(resident_mb(p.pid) for p in processes[:variant.nodes])
        if variant.postgres:
            turns, size, told, whom = run("psql", url, "-tAXqF ", "-c", SIZES).split()
            result["bytes_turn"], result["bytes_conversation"] = int(size) / int(turns), int(whom) / int(told)
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGTERM)
            process.wait()
        shutil.rmtree(data, ignore_errors=True)
    if result["bad"]:
        raise SystemExit("%s: %d answers were not 200" % (variant.name, result["bad"]))
    return result


def report(args, variants):
    lines = ["Machine: %s, shared by nodes, PostgreSQL %s, HAProxy and the load. Commit %s. Command: `bench/run --postgres --rounds %d --seconds %d`. 64 "
             "connections; medians of %d rounds, taking turns." % (machine(), args.version, commit(), args.rounds, args.seconds, args.rounds),
             "", "| store and nodes | durable turns/s | p50 / p99 ms | resident MB of the nodes |", "|---|---|---|---|"]
    for v in variants:
        lines.append("| %s | %s | %.1f / %.1f | %.0f |" % (v.name, format(int(median(v.rounds, "rate")), ","), median(v.rounds, "p50_ms"),
                                                           median(v.rounds, "p99_ms"), median(v.rounds, "resident_mb")))
    rate = median(POSTGRES.rounds, "rate")
    sqlite, single = median(SQLITE.rounds, "rate"), median(ONE_BY_ONE.rounds, "rate")
    lines += ["", "- PostgreSQL with one node: **%.2f ×** SQLite of the same commit (asked: ≥ %.1f)." % (rate / sqlite, DATABASE_RATIO_ASKED),
              "- grouped commits: **%.1f ×** one transaction for each turn (asked: ≥ %d)." % (rate / single, GROUP_RATIO_ASKED),
              "- stored, indexes included: %.0f bytes a turn, %.0f bytes a conversation." %
              (median(POSTGRES.rounds, "bytes_turn"), median(POSTGRES.rounds, "bytes_conversation"))]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--write", help="file for the result")
    args = parser.parse_args()
    variants = [SQLITE, POSTGRES, ONE_BY_ONE] + BALANCED
    folder = tempfile.mkdtemp(prefix="xinsheng-bench-", dir=os.path.join(ROOT, "build"))
    os.chmod(folder, 0o711)  # PostgreSQL runs as another user when we are root
    database = os.path.join(folder, "postgres")
    url = run("scripts/private_postgres", "start", database)
    try:
        args.version = run("psql", url, "-tAXqc", "SHOW server_version").split()[0]
        for number in range(args.rounds):
            for variant in variants:
                variant.rounds.append(one_round(variant, url, folder, number, args.seconds))
                print(variant.name, json.dumps(variant.rounds[-1]), flush=True)
    finally:
        run("scripts/private_postgres", "stop", database, "immediate")
        shutil.rmtree(folder, ignore_errors=True)
    text = report(args, variants)
    print(text)
    if args.write:
        write_section(args.write, "nodes", text)


if __name__ == "__main__":
    sys.exit(main())
