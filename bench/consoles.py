#!/usr/bin/env python3
"""What open consoles cost the drivers' path: durable turns per second of one server, with and without COUNT signed-in consoles that
follow the live feed, in turns; the median of the pairs' ratios. A console does what the page does: it holds the event stream, and
when something has changed it asks for its list, at once and then four times a second at the most (web/src/console/parts/one_at_a_time.ts).

  bench/consoles.py [--consoles 200] [--pairs 9] [--seconds 4] [--streams-only] [--write docs/performance.md]

Server on core 0; wrk and the consoles on core 1.
"""
import argparse, http.client, json, multiprocessing, os, re, selectors, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

from side_by_side import BIN, ROOT, commit, load, machine, start_ours, write_section

PACE_S = 0.25


def sign_in(port, password):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    c.request("POST", "/api/session", json.dumps({"name": "bench", "password": password}), {"Content-Type": "application/json"})
    answer = c.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit("the consoles cannot sign in: %d %s" % (answer.status, body.decode()))
    return answer.headers["Set-Cookie"].split(";")[0]


class Console:
    """One page: a stream, and a kept connection for its questions."""

    def __init__(self, port, cookie, asks, selector):
        self.asks, self.selector, self.asked_at, self.wants, self.waits = asks, selector, 0.0, False, False
        self.answers = self.events = 0
        self.question = ("GET /api/conversations?live=1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n\r\n" % (port, cookie)).encode()
        self.stream = self.connect(port, self.told)
        self.stream.sendall(("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n\r\n" % (port, cookie)).encode())
        self.api = self.connect(port, self.answered) if asks else None
        self.left = b""

    def connect(self, port, act):
        s = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.selector.register(s, selectors.EVENT_READ, act)
        return s

    def told(self):
        data = self.stream.recv(65536)
        if not data:
            raise SystemExit("a console's stream ended")
        self.events += data.count(b"event: changed")
        self.wants = self.wants or b"changed" in data
        self.hear(data)

    def answered(self):
        self.left += self.api.recv(262144)
        head = self.left.find(b"\r\n\r\n")
        if head < 0:
            return
        if not self.left.startswith(b"HTTP/1.1 200"):
            raise SystemExit("a console was refused: " + self.left[:head].decode())
        size = int(re.search(rb"(?i)content-length: (\d+)", self.left[:head]).group(1))
        if len(self.left) < head + 4 + size:
            return
        self.read(self.left[head + 4:])
        self.left, self.waits = b"", False
        self.answers += 1

    def hear(self, data):
        """A part of the stream."""

    def read(self, body):
        """A list."""

    def look(self, now):
        if not self.asks or not self.wants or self.waits or now - self.asked_at < PACE_S:
            return
        self.wants, self.waits, self.asked_at = False, True, now
        self.api.sendall(self.question)


def consoles(port, cookies, asks, count, ready, ends, result):
    """A process of its own: until `ends` is set, COUNT consoles live."""
    os.sched_setaffinity(0, {1})
    selector = selectors.DefaultSelector()
    all_ = [Console(port, cookies[i % len(cookies)], asks, selector) for i in range(count)]
    ready.set()
    while not ends.is_set():
        for key, _ in selector.select(0.05):
            key.data()
        now = time.monotonic()
        for one in all_:
            one.look(now)
    result.put((sum(c.events for c in all_), sum(c.answers for c in all_)))


def with_consoles(port, cookies, args, act):
    ready, ends, result = multiprocessing.Event(), multiprocessing.Event(), multiprocessing.Queue()
    process = multiprocessing.Process(target=consoles, args=(port, cookies, not args.streams_only, args.consoles, ready, ends, result))
    process.start()
    while not ready.wait(1):
        if not process.is_alive():
            raise SystemExit("the consoles did not open")
    try:
        rate = act()
    finally:
        ends.set()
    events, answers = result.get(timeout=30)
    process.join()
    return rate, events, answers


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--consoles", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--streams-only", action="store_true", help="they hold the feed and ask nothing")
    parser.add_argument("--write", help="file for the result")
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="xinsheng-bench-", dir=os.path.join(ROOT, "build"))
    data = os.path.join(folder, "data")
    process, port, path = start_ours(folder, data)
    pairs = []
    try:
        said = subprocess.run([os.path.join(BIN, "xinsheng"), "user", "add", "bench", "--role", "operator", "--display", "bench", "--without-code",
                               "--by", "bench", "--data", data], cwd=ROOT, capture_output=True, text=True)
        password = re.search(r"密码 (\S+)", said.stdout).group(1)
        cookies = [sign_in(port, password) for _ in range(min(20, args.consoles))]
        turns = lambda: load(port, path, args.seconds, folder)["rate"]
        turns()
        for i in range(args.pairs):
            one = lambda: (turns(), 0, 0)
            many = lambda: with_consoles(port, cookies, args, turns)
            first, second = (one, many) if i % 2 == 0 else (many, one)
            a, b = first(), second()
            alone, full = (a, b) if i % 2 == 0 else (b, a)
            pairs.append({"alone": alone[0], "with": full[0], "ratio": full[0] / alone[0], "events": full[1], "answers": full[2]})
            print(json.dumps(pairs[-1]), flush=True)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
    ratio = statistics.median(p["ratio"] for p in pairs)
    text = ("Machine: %s. Commit %s. Command: `bench/consoles.py%s`. Server on one core; wrk and the consoles on the other; 64 connections; %d pairs of %d s, the order within\n"
            "a pair changing.\n\n| open consoles | durable turns/s (median) | events told/s | lists asked/s |\n|---|---|---|---|\n| 0 | %s | | |\n| %d | %s | %d | %d |\n\n"
            "- with %d consoles open: **%.3f** of the rate without (median of the pairs; asked: ≥ 0.95).\n") % (
        machine(), commit(), " --streams-only" if args.streams_only else "", args.pairs, args.seconds,
        format(int(statistics.median(p["alone"] for p in pairs)), ","), args.consoles, format(int(statistics.median(p["with"] for p in pairs)), ","),
        statistics.median(p["events"] for p in pairs) / args.seconds, statistics.median(p["answers"] for p in pairs) / args.seconds, args.consoles, ratio)
    print(text)
    if args.write:
        write_section(args.write, "consoles", text)


if __name__ == "__main__":
    sys.exit(main())
