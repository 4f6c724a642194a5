#!/usr/bin/env python3
"""kill -9 at random moments under load: every acknowledged turn is there exactly once, conversations are in order, and each
ticket stands once in the twins' ledgers.

The drivers keep a ledger of their own (what was acknowledged, in which order), the twins keep theirs; the check reads both
and the transcript, and shares no code with the server.

  kill_nine.py --bin build/release/bin [--kills 100] [--drivers 200] [--clients 64] [--seed N] [--keep]
"""
import argparse, hashlib, http.client, json, os, random, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time

TOKEN = "xinsheng-demo"
NUMBER = re.compile(r"JN\d{13}")
ANSWERS = ["出租车", "跳过", "跳过", "跳过", "跳过", "跳过", "不同意", "1"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Driver:
    """One driver: sends his next message until it is acknowledged, then the next. Messages carry a number of his own."""

    def __init__(self, index, seed):
        self.name = "oEndurance%06d" % index
        self.index = index
        self.random = random.Random(seed * 1000003 + index)
        self.acknowledged = []  # texts, in the order of their acknowledgements
        self.tickets = set()    # numbers the bot told him
        self.answers = {}       # message id -> body, to compare a redelivery with
        self.count = 0
        self.step = -1

    def next_text(self):
        self.count += 1
        self.step += 1
        mark = "%d-%d" % (self.index, self.count)
        if self.step == 0:
            return "投诉公司乱收份子钱，没有任何依据，编号 " + mark
        if self.step <= len(ANSWERS):
            return ANSWERS[self.step - 1]
        self.step = -1
        return "谢谢，编号 " + mark


class World:
    def __init__(self, args):
        self.args = args
        self.folder = tempfile.mkdtemp(prefix="xinsheng-kill-")
        self.data = os.path.join(self.folder, "data")
        self.port = free_port()
        self.hotlines = {code: free_port() for code in ("12345", "12328", "12348")}
        self.processes = []
        self.server = None
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.sent = 0
        self.different = 0
        self.unavailable = 0
        self.write_config()

    def path(self, name):
        return os.path.join(self.args.bin, name)

    def write_config(self):
        lines = ["mode: dev", "data: " + self.data, "dialogs: dialogs/scripts", "limits:", "  messages_per_minute: 1000000",
                 "  messages_burst: 1000000", "channels:", "  - channel: wechat", "    account: demo", "    app_id: wxdemo0000000000",
                 "    token: " + TOKEN, "    plain: true", "hotlines:"]
        for code, port in self.hotlines.items():
            lines += ['  - hotline: "%s"' % code, "    protocol: open311", "    url: http://127.0.0.1:%d/" % port,
                      "    api_key: xinsheng-demo-key", "    ability: key", "    poll: 1s"]
        with open(os.path.join(self.folder, "config.yaml"), "w") as f:
            f.write("\n".join(lines) + "\n")

    def start_twins(self):
        for code, port in self.hotlines.items():
            self.processes.append(subprocess.Popen(
                [self.path("hotline-twin"), "--code", code, "--port", str(port), "--ledger",
                 os.path.join(self.folder, code + ".jsonl")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for port in self.hotlines.values():
            self.wait_for_port(port)
        # Some answers get lost after the effect: the key must keep the ledger single.
        for port in self.hotlines.values():
            c = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            c.request("POST", "/twin/faults", json.dumps({"mode": "drop_after", "count": 20}))
            c.getresponse().read()
            c.close()

    def wait_for_port(self, port):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("a process did not start to listen on port %d" % port)

    def start_server(self):
        log = open(os.path.join(self.folder, "server.log"), "ab")
        started = time.monotonic()
        self.server = subprocess.Popen([self.path("xinsheng"), "serve", "--config", os.path.join(self.folder, "config.yaml"),
                                        "--port", str(self.port)], stdout=subprocess.PIPE, stderr=log)
        line = self.server.stdout.readline()
        if not line.startswith(b"ready "):
            raise SystemExit("the server did not come back: see " + os.path.join(self.folder, "server.log"))
        return time.monotonic() - started

    def send(self, connection, driver, message_id, text):
        stamp = str(int(time.time()))
        nonce = str(random.randrange(10**9))
        signature = hashlib.sha1("".join(sorted([TOKEN, stamp, nonce])).encode()).hexdigest()
        body = ("<xml><ToUserName>gh_demo</ToUserName><FromUserName>%s</FromUserName><CreateTime>%s</CreateTime>"
                "<MsgType>text</MsgType><Content><![CDATA[%s]]></Content><MsgId>%s</MsgId></xml>" % (driver.name, stamp, text, message_id))
        connection.request("POST", "/hook/wechat/demo?signature=%s&timestamp=%s&nonce=%s" % (signature, stamp, nonce),
                           body.encode(), {"Content-Type": "text/xml"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def client(self, drivers, number):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        turn = 0
        while not self.stop.is_set():
            driver = drivers[turn % len(drivers)]
            turn += 1
            text = driver.next_text()
            message_id = "%d%08d" % (1000000 + driver.index, driver.count)
            while not self.stop.is_set():
                try:
                    status, body = self.send(connection, driver, message_id, text)
                except (OSError, http.client.HTTPException):
                    connection.close()
                    time.sleep(0.02)
                    continue
                if status == 503:
                    with self.lock:
                        self.unavailable += 1
                    time.sleep(0.02)
                    continue
                if status != 200:
                    raise SystemExit("unexpected status %d" % status)
                driver.acknowledged.append(text)
                driver.tickets.update(NUMBER.findall(body))
                with self.lock:
                    self.sent += 1
                if driver.random.random() < 0.2:
                    self.redeliver(connection, driver, message_id, text, body)
                break

    def redeliver(self, connection, driver, message_id, text, body):
        try:
            status, again = self.send(connection, driver, message_id, text)
        except (OSError, http.client.HTTPException):
            connection.close()
            return
        if status == 200 and again != body:
            with self.lock:
                self.different += 1

    def transcripts(self):
        """conversation -> list of (sequence, driver's words), read with the program's own transcript command."""
        number = 1
        while True:
            out = subprocess.run([self.path("xinsheng"), "transcript", str(number), "--data", self.data, "--json"],
                                 capture_output=True)
            if out.returncode != 0:
                return
            yield [json.loads(line) for line in out.stdout.decode().splitlines()]
            number += 1

    def ledger(self):
        """ticket number -> how often it was registered, over the three twins."""
        found = {}
        for code in self.hotlines:
            with open(os.path.join(self.folder, code + ".jsonl")) as f:
                for line in f:
                    record = json.loads(line)
                    if record.get("kind") != "request":
                        continue
                    for number in set(NUMBER.findall(line)):
                        found[number] = found.get(number, 0) + 1
        return found

    def end(self):
        for process in [self.server] + self.processes:
            if process and process.poll() is None:
                process.terminate()
                process.wait(timeout=30)
        if not self.args.keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def check(world, drivers):
    """Each broken promise as one sentence."""
    broken = []
    if world.different:
        broken.append("%d redeliveries were answered differently" % world.different)
    by_first = {}
    for turns in world.transcripts():
        sequences = [t["sequence"] for t in turns]
        if sequences != list(range(1, len(turns) + 1)):
            broken.append("a conversation has a gap or a repeat in its sequence")
        said = [line["text"] for t in turns for line in t["lines"] if line["from"] == "driver"]
        if said:
            match = re.search(r"编号 (\d+)-", said[0])
            by_first[int(match.group(1))] = said
    for driver in drivers:
        said = by_first.get(driver.index, [])
        # The last message may be kept without having been acknowledged; nothing else may be there.
        if said[:len(driver.acknowledged)] != driver.acknowledged or len(said) > len(driver.acknowledged) + 1:
            broken.append("driver %d: %d acknowledged, %d kept, or in another order" % (driver.index, len(driver.acknowledged), len(said)))
    told = set().union(*(d.tickets for d in drivers))
    registered = world.ledger()
    for number in told:
        if registered.get(number, 0) != 1:
            broken.append("ticket %s stands %d times in the hotlines' ledgers" % (number, registered.get(number, 0)))
    for number, times in registered.items():
        if times != 1:
            broken.append("ticket %s was registered %d times" % (number, times))
    if not told:
        broken.append("no ticket was opened: the test tested nothing")
    return broken, len(told)


def wait_until_forwarded(world, drivers):
    told = set().union(*(d.tickets for d in drivers))
    for _ in range(600):
        if all(world.ledger().get(number) for number in told):
            return
        time.sleep(0.2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--kills", type=int, default=int(os.environ.get("XINSHENG_KILLS", "100")))
    parser.add_argument("--drivers", type=int, default=200)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", action="store_true", help="keep the folder with database, ledgers and log")
    args = parser.parse_args()
    print("kill -9: seed %d" % args.seed, flush=True)
    world = World(args)
    chance = random.Random(args.seed)
    drivers = [Driver(i, args.seed) for i in range(args.drivers)]
    slowest = 0.0
    try:
        world.start_twins()
        world.start_server()
        clients = [threading.Thread(target=world.client, args=(drivers[n::args.clients], n), daemon=True) for n in range(args.clients)]
        for thread in clients:
            thread.start()
        for _ in range(args.kills):
            time.sleep(chance.uniform(0.05, 0.9))
            world.server.send_signal(signal.SIGKILL)
            world.server.wait()
            slowest = max(slowest, world.start_server())
        time.sleep(1)
        world.stop.set()
        for thread in clients:
            thread.join(timeout=30)
        wait_until_forwarded(world, drivers)
        world.server.terminate()
        code = world.server.wait(timeout=30)
        broken, tickets = check(world, drivers)
        if code != 0:
            broken.append("the server ended with %d after SIGTERM" % code)
        verify = subprocess.run([world.path("xinsheng"), "verify", "--data", world.data], capture_output=True)
        if verify.returncode != 0:
            broken.append("verify: " + verify.stdout.decode().strip())
    finally:
        world.end()
    print("kill -9: %d kills, %d turns acknowledged, %d tickets, %d answers 503, slowest start %.2f s" % (
        args.kills, world.sent, tickets, world.unavailable, slowest))
    for sentence in broken[:20]:
        print("kill -9: BROKEN: " + sentence)
    print("kill: %d passed, %d failed" % (0 if broken else 1, 1 if broken else 0))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
