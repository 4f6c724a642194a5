"""What the endurance tests share: drivers who talk until they are acknowledged and write down what they were told, the three twins
with their ledgers, and the checks that compare both with the transcripts. Shares no code with the server.
"""
import hashlib, http.client, json, os, random, re, socket, subprocess, threading, time

TOKEN = "xinsheng-demo"
NUMBER = re.compile(r"JN\d{13}")
MARK = re.compile(r"编号 (\d+)-")
ANSWERS = ["出租车", "跳过", "不同意", "跳过", "跳过", "1"]
OLD_KEPT = 20  # answered messages of a driver that may be delivered again


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def wait_for_port(port):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("a process did not start to listen on port %d" % port)


class Driver:
    """One driver: sends his next message until it is acknowledged, then the next. Messages carry a number of his own."""

    def __init__(self, index, seed):
        self.name = "oEndurance%06d" % index
        self.index = index
        self.random = random.Random(seed * 1000003 + index)
        self.acknowledged = []  # texts, in the order of their acknowledgements
        self.tickets = set()    # numbers the bot told him
        self.old = []           # (message id, text, body) of answered messages
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

    def message_id(self):
        return "%d%08d" % (1000000 + self.index, self.count)

    def heard(self, message_id, text, body):
        self.acknowledged.append(text)
        self.tickets.update(NUMBER.findall(body))
        self.old = self.old[1 - OLD_KEPT:] + [(message_id, text, body)]


def report_secret(hotline):
    """With which this hotline signs the calls it makes itself."""
    return "the-secret-of-hotline-" + hotline


class Hotlines:
    """The stand-ins 12345, 12328 and 12348, each with its own ledger."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.ports = dict(zip(("12345", "12328", "12348"), free_ports(3)))
        self.processes = []

    def start(self):
        for code, port in self.ports.items():
            self.processes.append(subprocess.Popen([self.program, "--code", code, "--port", str(port), "--ledger", self.path(code)],
                                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for port in self.ports.values():
            wait_for_port(port)

    def path(self, code):
        return os.path.join(self.folder, code + ".jsonl")

    def misbehave(self, mode, count, ms=0):
        for port in self.ports.values():
            c = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            c.request("POST", "/twin/faults", json.dumps({"mode": mode, "count": count, "ms": ms}))
            answer = c.getresponse()
            if answer.status != 200:
                raise SystemExit("a twin does not know the fault %s: %s" % (mode, answer.read().decode()))
            c.close()

    def config_lines(self):
        lines = ["hotlines:"]
        for code, port in self.ports.items():
            lines += ['  - hotline: "%s"' % code, "    protocol: open311", "    url: http://127.0.0.1:%d/" % port,
                      "    api_key: xinsheng-demo-key", "    ability: key", "    poll: 1s", "    report_secret: " + report_secret(code),
                      "    per_second: 100000"]  # a twin bears what it is sent; the pace is tested in integrations/hotlines/throttle_test
        return lines

    def ledger(self):
        """ticket number -> how often it was registered, over the three twins."""
        found = {}
        for code in self.ports:
            with open(self.path(code)) as f:
                for line in f:
                    record = json.loads(line)
                    if record.get("kind") != "request":
                        continue
                    for number in set(NUMBER.findall(line)):
                        found[number] = found.get(number, 0) + 1
        return found

    def wait_until_forwarded(self, numbers, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ledger = self.ledger()
            if all(ledger.get(number) for number in numbers):
                return
            time.sleep(0.5)

    def stop(self):
        for process in self.processes:
            process.terminate()
            process.wait(timeout=30)


class Load:
    """Clients that speak for the drivers, each for its share of them, until stop()."""

    def __init__(self, port, drivers, clients, again=0.2, pace=0.0, skew=1.0):
        self.port = port
        self.again = again  # share of messages that are delivered again: at once, later than newer ones, or twice at a time
        self.pace = pace    # seconds between two messages of a client
        self.skew = skew    # > 1: some drivers talk much, others little
        self.drivers = drivers
        self.lock = threading.Lock()
        self.sent = self.different = self.redelivered = self.unavailable = self.broken_calls = 0
        self.refusals = {}  # what came instead of an acknowledgement -> how often
        self.slowest = 0.0
        self.faults = []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.client, args=(drivers[n::clients],), daemon=True)
                        for n in range(min(clients, len(drivers)))]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.ended.set()
        for thread in self.threads:
            thread.join(timeout=60)

    def refused(self, name, what):
        self.count(name)
        with self.lock:
            self.refusals[what] = self.refusals.get(what, 0) + 1

    def count(self, name):
        with self.lock:
            setattr(self, name, getattr(self, name) + 1)

    def ask(self, connection, driver, message_id, text):
        stamp = str(int(time.time()))
        nonce = str(random.randrange(10**9))
        signature = hashlib.sha1("".join(sorted([TOKEN, stamp, nonce])).encode()).hexdigest()
        body = ("<xml><ToUserName>gh_demo</ToUserName><FromUserName>%s</FromUserName><CreateTime>%s</CreateTime>"
                "<MsgType>text</MsgType><Content><![CDATA[%s]]></Content><MsgId>%s</MsgId></xml>" % (driver.name, stamp, text, message_id))
        connection.request("POST", "/hook/wechat/demo?signature=%s&timestamp=%s&nonce=%s" % (signature, stamp, nonce),
                           body.encode(), {"Content-Type": "text/xml"})

    def send(self, connection, driver, message_id, text):
        """The answer's body once it was acknowledged; None when it was not."""
        try:
            self.ask(connection, driver, message_id, text)
            answer = connection.getresponse()
            body = answer.read().decode()
        except (OSError, http.client.HTTPException) as cut:
            connection.close()
            self.refused("broken_calls", type(cut).__name__)
            return None
        if answer.status == 200:
            return body
        # A balancer answers 502 and 504 for a node that died; a node says 503 for what it did not keep.
        if answer.status not in (502, 503, 504):
            self.faults.append("unexpected status %d" % answer.status)
        self.refused("unavailable", answer.status)
        return None

    def client(self, drivers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        other = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        chance = random.Random(drivers[0].index)
        turn = 0
        while not self.ended.is_set():
            if self.skew > 1:
                driver = drivers[int(len(drivers) * chance.random() ** self.skew)]
            else:
                driver = drivers[turn % len(drivers)]
            turn += 1
            self.say(connection, other, driver)
            if self.pace:
                time.sleep(self.pace * chance.uniform(0.5, 1.5))

    def say(self, connection, other, driver):
        text = driver.next_text()
        message_id = driver.message_id()
        kind = driver.random.choice(("at once", "late", "twice")) if driver.random.random() < self.again else ""
        started = time.monotonic()
        while not self.ended.is_set():
            if kind == "twice":
                self.ask_blindly(other, driver, message_id, text)
            body = self.send(connection, driver, message_id, text)
            twin = self.read_blindly(other) if kind == "twice" else None
            if body is None:
                time.sleep(0.02)
                continue
            if twin is not None:
                self.compare(twin, body)
            driver.heard(message_id, text, body)
            with self.lock:
                self.sent += 1
                self.slowest = max(self.slowest, time.monotonic() - started)
            if kind in ("at once", "late"):
                self.redeliver(connection, driver, driver.old[-1] if kind == "at once" else driver.random.choice(driver.old))
            return

    def redeliver(self, connection, driver, message):
        message_id, text, body = message
        again = self.send(connection, driver, message_id, text)
        if again is not None:
            self.compare(again, body)

    def compare(self, again, body):
        self.count("redelivered")
        if again != body:
            self.count("different")

    def ask_blindly(self, connection, driver, message_id, text):
        try:
            self.ask(connection, driver, message_id, text)
        except (OSError, http.client.HTTPException):
            connection.close()

    def read_blindly(self, connection):
        try:
            answer = connection.getresponse()
            body = answer.read().decode()
            return body if answer.status == 200 else None
        except (OSError, http.client.HTTPException):
            connection.close()
            return None

    def told(self):
        return set().union(*(d.tickets for d in self.drivers))


def check(load, conversations, ledger):
    """Each broken promise as one sentence. `conversations`: turns of each, as the transcript command prints them."""
    broken = list(load.faults)
    if load.different:
        broken.append("%d redeliveries were answered differently" % load.different)
    by_driver = {}
    for turns in conversations:
        if [t["sequence"] for t in turns] != list(range(1, len(turns) + 1)):
            broken.append("a conversation has a gap or a repeat in its sequence")
        said = [line["text"] for t in turns for line in t["lines"] if line["from"] == "driver"]
        if said:
            index = int(MARK.search(said[0]).group(1))
            if index in by_driver:
                broken.append("driver %d has two conversations" % index)
            by_driver[index] = said
    for driver in load.drivers:
        said = by_driver.get(driver.index, [])
        # The last message may be kept without having been acknowledged; nothing else may be there.
        if said[:len(driver.acknowledged)] != driver.acknowledged or len(said) > len(driver.acknowledged) + 1:
            broken.append("driver %d: %d acknowledged, %d kept, or in another order" % (driver.index, len(driver.acknowledged), len(said)))
    told = load.told()
    for number in told:
        if ledger.get(number, 0) != 1:
            broken.append("ticket %s stands %d times in the hotlines' ledgers" % (number, ledger.get(number, 0)))
    for number, times in ledger.items():
        if times != 1 and number not in told:
            broken.append("ticket %s was registered %d times" % (number, times))
    if not told:
        broken.append("no ticket was opened: the test tested nothing")
    return broken
