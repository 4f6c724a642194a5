#!/usr/bin/env python3
"""Durable turns per second, side by side with the peer, in one run: server on core 0, wrk on core 1, 64 connections, the two in turn,
medians. Then the same on a store that already holds ten million messages of a million conversations.

  bench/side_by_side.py [--rounds 5] [--seconds 10] [--messages 10000000] [--no-peer] [--write docs/performance.md]

Prints every round and the ratios; --write puts them with machine and commit into the file.
"""
import argparse, json, os, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.path.join(ROOT, "build/release/bin")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, process):
    for _ in range(1200):
        if process.poll() is not None:
            raise SystemExit("a server ended before it listened")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("a server did not start to listen")


def resident_mb(pid):
    with open("/proc/%d/status" % pid) as f:
        for line in f:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    return 0.0


def on_core(core, command, **kwargs):
    return subprocess.Popen(["taskset", "-c", str(core)] + command, cwd=ROOT, stdout=subprocess.DEVNULL, **kwargs)


def config(folder, data):
    path = os.path.join(folder, "bench.yaml")
    with open(path, "w") as f:
        # The limit per driver stays on; it is set so that ten thousand drivers may send what the load sends.
        f.write("mode: dev\nthreads: 1\ndata: %s\ndialogs: dialogs/scripts\nlimits:\n  messages_per_minute: 6000\n  messages_burst: 6000\n"
                "channels:\n  - channel: wechat\n    account: demo\n    app_id: wxdemo0000000000\n    token: xinsheng-demo\n    plain: true\n" % data)
    return path


def start_ours(folder, data):
    port = free_port()
    log = open(os.path.join(folder, "ours.log"), "ab")
    process = on_core(0, [os.path.join(BIN, "xinsheng"), "serve", "--config", config(folder, data), "--port", str(port)], stderr=log)
    wait_for(port, process)
    return process, port, "/hook/wechat/demo"


def start_peer(folder, data):
    port = free_port()
    os.makedirs(data, exist_ok=True)
    process = on_core(0, ["node", os.path.join(ROOT, "bench/peers/durable_turns.js"), str(port), os.path.join(data, "peer.db")], stderr=subprocess.DEVNULL)
    wait_for(port, process)
    return process, port, "/wechat"


def load(port, path, seconds, folder, drivers=10000, first=0):
    out = os.path.join(folder, "wrk.json")
    env = dict(os.environ, BENCH_PATH=path, BENCH_OUT=out, BENCH_DRIVERS=str(drivers), BENCH_FIRST_DRIVER=str(first))
    subprocess.run(["taskset", "-c", "1", "wrk", "-t1", "-c64", "-d%ds" % seconds, "-s", "bench/wechat.lua", "http://127.0.0.1:%d" % port],
                   cwd=ROOT, env=env, stdout=subprocess.DEVNULL, check=True)
    with open(out) as f:
        return json.load(f)


def one_round(start, data, seconds, folder, drivers=10000, first=0):
    process, port, path = start(folder, data)
    try:
        load(port, path, 2, folder, drivers, first)
        result = load(port, path, seconds, folder, drivers, first)
        result["resident_mb"] = resident_mb(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
    if result["bad"]:
        raise SystemExit("%d answers were not 200" % result["bad"])
    return result


def median(rounds, key):
    return statistics.median(r[key] for r in rounds)


def row(name, rounds):
    return "| %s | %s | %.1f / %.1f | %.0f |" % (name, format(int(median(rounds, "rate")), ","), median(rounds, "p50_ms"),
                                                 median(rounds, "p99_ms"), median(rounds, "resident_mb"))


def machine():
    with open("/proc/cpuinfo") as f:
        model = next((line.split(":")[1].strip() for line in f if line.startswith("model name")), "unknown processor")
    return "%s, %d cores" % (model, os.cpu_count())


def commit():
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()


def write_section(name, mark, text):
    """Puts the text between the document's marks; a document without them gets them at its end."""
    path = os.path.join(ROOT, name)
    old = open(path).read() if os.path.exists(path) else "# Performance\n"
    opening, closing = "<!-- %s -->\n" % mark, "<!-- /%s -->" % mark
    if opening not in old:
        old += "\n" + opening + closing + "\n"
    head, rest = old.split(opening)
    tail = rest.split(closing)[1]
    with open(path, "w") as f:
        f.write(head + opening + text + closing + tail)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--messages", type=int, default=10_000_000, help="stored before the second part; 0 leaves it out")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--write", help="file for the result")
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="xinsheng-bench-", dir=os.path.join(ROOT, "build"))
    ours, peer, full = [], [], []
    try:
        for i in range(args.rounds):
            if not args.no_peer:
                peer.append(one_round(start_peer, os.path.join(folder, "peer%d" % i), args.seconds, folder))
                print("peer", json.dumps(peer[-1]), flush=True)
            ours.append(one_round(start_ours, os.path.join(folder, "ours%d" % i), args.seconds, folder))
            print("ours", json.dumps(ours[-1]), flush=True)
        if args.messages:
            data = os.path.join(folder, "full")
            os.makedirs(data)
            subprocess.run([os.path.join(BIN, "fill_store"), "--data", data, "--messages", str(args.messages), "--conversations",
                            str(max(1, args.messages // 10))], cwd=ROOT, check=True)
            empty = []
            for i in range(args.rounds):
                empty.append(one_round(start_ours, os.path.join(folder, "empty%d" % i), args.seconds, folder))
                full.append(one_round(start_ours, data, args.seconds, folder))
                print("empty", json.dumps(empty[-1]), "\nfull ", json.dumps(full[-1]), flush=True)
            ours_empty = empty
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines = ["Machine: %s. Commit %s. Command: `bench/run --rounds %d --seconds %d`. Server on one core, wrk on the other, 64 connections; medians of %d rounds, alternating."
             % (machine(), commit(), args.rounds, args.seconds, args.rounds), "", "| server | durable turns/s | p50 / p99 ms | resident MB |", "|---|---|---|---|"]
    if peer:
        lines.append(row("koa + co-wechat + better-sqlite3", peer))
    lines.append(row("xinsheng", ours))
    if full:
        lines.append(row("xinsheng, empty store, alternating with the next row", ours_empty))
        lines.append(row("xinsheng, %s messages stored" % format(args.messages, ","), full))
    lines.append("")
    if peer:
        lines.append("- turns per second: **%.1f ×** the peer (asked: ≥ 10); our p99 %.1f ms against its p50 %.1f ms (asked: lower); resident %.0f MB (asked: ≤ 150)."
                     % (median(ours, "rate") / median(peer, "rate"), median(ours, "p99_ms"), median(peer, "p50_ms"), median(ours, "resident_mb")))
    if full:
        lines.append("- with %s messages stored: **%.2f** of the empty rate (asked: ≥ 0.8)." % (format(args.messages, ","), median(full, "rate") / median(ours_empty, "rate")))
    text = "\n".join(lines) + "\n"
    print(text)
    if args.write:
        write_section(args.write, "turns", text)


if __name__ == "__main__":
    sys.exit(main())
