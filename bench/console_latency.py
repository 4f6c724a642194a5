#!/usr/bin/env python3
"""How soon open consoles know of a driver's message: from its acknowledgement (the turn is durable then, the answer goes out with it) until
each of COUNT signed-in consoles is told over its event stream, and until each has read the list in which the message stands. A console does
what the page does (bench/consoles.py). A message that a console knew of before the driver's side read the acknowledgement counts as 0.

  bench/console_latency.py [--consoles 50] [--rates 2,10] [--seconds 30] [--write docs/performance.md]

Server on core 0; drivers and consoles on core 1.
"""
import argparse, hashlib, http.client, json, multiprocessing, os, random, re, selectors, shutil, signal, statistics, subprocess, sys, tempfile, time

from consoles import Console, sign_in
from side_by_side import BIN, ROOT, commit, machine, start_ours, write_section

DRIVERS = 20
SETTLE_S = 2.0  # the last messages may still be on their way


def signed(path):
    stamp, nonce = str(int(time.time())), str(random.randrange(10**8, 10**9))
    sign = hashlib.sha1("".join(sorted(["xinsheng-demo", stamp, nonce])).encode()).hexdigest()
    return "%s?signature=%s&timestamp=%s&nonce=%s" % (path, sign, stamp, nonce)


class Drivers:
    def __init__(self, port, path):
        self.connection, self.path, self.sent = http.client.HTTPConnection("127.0.0.1", port, timeout=60), path, 0

    def say(self, driver):
        """The message's number, when it was sent and when its acknowledgement was read."""
        self.sent += 1
        begun = time.monotonic()
        body = ("<xml><ToUserName>gh_demo</ToUserName><FromUserName>oLatency%d</FromUserName><CreateTime>%d</CreateTime><MsgType>text</MsgType>"
                "<Content>第%d号，问一下多久能有结果</Content><MsgId>%d</MsgId></xml>" % (driver, time.time(), self.sent, time.time_ns()))
        self.connection.request("POST", signed(self.path), body.encode(), {"Content-Type": "text/xml"})
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit("a message was refused: %d" % answer.status)
        return self.sent, begun, time.monotonic()


class Watching(Console):
    """Notes when it was told of which conversations, and when it first read which message."""

    def __init__(self, *args):
        self.told_at, self.read_at, self.half = [], {}, b""
        super().__init__(*args)

    def hear(self, data):
        now = time.monotonic()
        *whole, self.half = (self.half + data).split(b"\n\n")
        for event in whole:
            ids = re.search(rb'"conversations":\[([\d,]*)\]', event)
            if ids or b'"all":true' in event:
                self.told_at.append((now, {int(i) for i in ids.group(1).split(b",")} if ids else None))

    def read(self, body):
        now = time.monotonic()
        for number in re.findall("第(\\d+)号".encode(), body):
            self.read_at.setdefault(int(number), now)


def watch(port, cookies, count, ready, ends, results):
    """A process of its own: until `ends` is set, COUNT consoles live."""
    os.sched_setaffinity(0, {1})
    selector = selectors.DefaultSelector()
    all_ = [Watching(port, cookies[i % len(cookies)], True, selector) for i in range(count)]
    ready.set()
    while not ends.is_set():
        for key, _ in selector.select(0.005):
            key.data()
        now = time.monotonic()
        for one in all_:
            one.look(now)
    results.put([(one.told_at, one.read_at) for one in all_])


def conversations_of(port, cookie, messages):
    """The conversation of each driver, by the message of his that stands in the list."""
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    c.request("GET", "/api/conversations?most=100", headers={"Cookie": cookie})
    rows = json.loads(c.getresponse().read())["items"]
    return {driver: next(row["id"] for row in rows if "第%d号" % number in row["last"]["text"]) for driver, number in messages.items()}


def one_rate(port, path, cookies, rate, args):
    drivers = Drivers(port, path)
    ids = conversations_of(port, cookies[0], {driver: drivers.say(driver)[0] for driver in range(DRIVERS)})
    ready, ends, results = multiprocessing.Event(), multiprocessing.Event(), multiprocessing.Queue()
    process = multiprocessing.Process(target=watch, args=(port, cookies, args.consoles, ready, ends, results))
    process.start()
    while not ready.wait(1):
        if not process.is_alive():
            raise SystemExit("the consoles did not open")
    time.sleep(SETTLE_S)
    said, end = [], time.monotonic() + args.seconds
    try:
        while time.monotonic() < end:
            time.sleep(random.expovariate(rate))
            driver = drivers.sent % DRIVERS
            said.append((ids[driver], *drivers.say(driver)))
        time.sleep(SETTLE_S)
    finally:
        ends.set()
    told, read, missed = [], [], 0
    for told_at, read_at in results.get(timeout=60):
        for conversation, number, begun, at in said:
            heard = next((when for when, changed in told_at if when > begun and (changed is None or conversation in changed)), None)
            seen = read_at.get(number)
            if heard is None or seen is None:
                missed += 1
                continue
            told.append(max(heard - at, 0) * 1000)
            read.append(max(seen - at, 0) * 1000)
    process.join()
    return {"rate": len(said) / args.seconds, "messages": len(said), "missed": missed,
            "told": (statistics.median(told), percentile(told, 95), max(told)), "read": (statistics.median(read), percentile(read, 95), max(read))}


def percentile(values, percent):
    return sorted(values)[len(values) * percent // 100]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--consoles", type=int, default=50)
    parser.add_argument("--rates", default="2,10", help="messages a second, one part of the run for each")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--write", help="file for the result")
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="xinsheng-bench-", dir=os.path.join(ROOT, "build"))
    data = os.path.join(folder, "data")
    process, port, path = start_ours(folder, data)
    os.sched_setaffinity(0, {1})
    lines, load = [], os.getloadavg()[0]
    try:
        added = subprocess.run([os.path.join(BIN, "xinsheng"), "user", "add", "bench", "--role", "operator", "--display", "bench", "--without-code",
                                "--by", "bench", "--data", data], cwd=ROOT, capture_output=True, text=True)
        password = re.search(r"密码 (\S+)", added.stdout).group(1)
        cookies = [sign_in(port, password) for _ in range(min(20, args.consoles))]
        for rate in args.rates.split(","):
            result = one_rate(port, path, cookies, float(rate), args)
            print(json.dumps(result), flush=True)
            if result["missed"]:
                raise SystemExit("%d times a console did not learn of a message" % result["missed"])
            lines.append("| %.1f | %d | %.0f / %.0f / %.0f | %.0f / %.0f / %.0f |\n" % ((result["rate"], result["messages"]) + result["told"] + result["read"]))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
    text = ("Machine: %s, load %.1f before. Commit %s. Command: `bench/console_latency.py`. %d consoles; server on one core; drivers and consoles on the other.\n\n"
            "| messages/s | messages | told: median / 95 %% / worst ms | list read: median / 95 %% / worst ms |\n|---|---|---|---|\n%s") % (
        machine(), load, commit(), args.consoles, "".join(lines))
    print(text)
    if args.write:
        write_section(args.write, "latency", text)


if __name__ == "__main__":
    sys.exit(main())
