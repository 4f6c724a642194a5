#!/usr/bin/env python3
"""./run --store postgres as somebody on a fresh machine sees it: one command, one line "ready …", WeChat and the web chat through
the balancer, a node killed in the middle of a conversation without the driver noticing, and nothing left running after SIGTERM.

  run_postgres.py [--keep]
"""
import argparse, http.client, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time, uuid

from load import Driver, Load

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOTICED_S = 5.0  # WeChat hangs up then


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


class Run:
    def __init__(self, folder):
        self.log_path = os.path.join(folder, "run.log")
        self.data = os.path.join(folder, "data")
        self.process = subprocess.Popen(["./run", "--store", "postgres", "--no-build", "--no-twins", "--port", "0", "--data", self.data], cwd=ROOT,
                                        stdout=subprocess.PIPE, stderr=open(self.log_path, "wb"), text=True)
        line = self.process.stdout.readline()
        match = re.fullmatch(r"ready http://127\.0\.0\.1:(\d+)\n", line)
        if not match:
            raise SystemExit("./run said %r instead of ready: %s" % (line, self.log()))
        self.port = int(match.group(1))
        self.node_ports = [int(p) for p in re.search(r"on ports ([\d ]+)", self.log()).group(1).split()]
        self.database_port = int(open(os.path.join(self.data, "postgres/port")).read())

    def log(self):
        return open(self.log_path, errors="replace").read()

    def node_process(self, port):
        """The pid of our node that listens on this port."""
        wanted = ["--port", str(port)]
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                words = open("/proc/%s/cmdline" % pid).read().split("\0")
            except OSError:
                continue
            if words[0].endswith("/xinsheng") and any(words[i:i + 2] == wanted for i in range(len(words))):
                return int(pid)
        return None

    def wait_for_log(self, words, seconds):
        end = time.monotonic() + seconds
        while words not in self.log() and time.monotonic() < end:
            time.sleep(0.1)
        return words in self.log()

    def end(self):
        """Exit code and how long it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60), time.monotonic() - began


class Page:
    """The web chat as a browser has it: a cookie, messages with ids, an event stream that comes back with Last-Event-ID."""

    def __init__(self, port):
        self.port = port
        head = self.call("GET", "/chat")[1]
        self.cookie = head["Set-Cookie"].split(";")[0]
        self.seen = []
        self.bot_lines = []
        self.ended = False
        threading.Thread(target=self.read_events, daemon=True).start()

    def call(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "cookie"):
            headers["Cookie"] = self.cookie
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        c.request(method, path, body, headers)
        answer = c.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    def say(self, text):
        status, _, body = self.call("POST", "/chat/messages", json.dumps({"id": str(uuid.uuid4()), "kind": "text", "text": text}))
        return status, body

    def read_events(self):
        while not self.ended:
            try:
                c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                c.request("GET", "/chat/events", headers={"Cookie": self.cookie, "Last-Event-ID": str(self.seen[-1] if self.seen else 0)})
                stream = c.getresponse()
                for line in stream:
                    if line.startswith(b"data: "):
                        turn = json.loads(line[6:])
                        self.seen.append(turn["sequence"])
                        self.bot_lines += [l["text"] for l in turn["lines"] if l["from"] == "bot"]
            except (OSError, http.client.HTTPException, ValueError):
                pass
            time.sleep(0.2)

    def wait_for_turns(self, count, seconds=10):
        end = time.monotonic() + seconds
        while len(self.seen) < count and time.monotonic() < end:
            time.sleep(0.05)


def talk(run, check):
    """A complaint on WeChat and one in the web chat; a node dies in the middle of both."""
    load = Load(run.port, [Driver(1, 1)], 0)
    driver = load.drivers[0]
    page = Page(run.port)
    connection = http.client.HTTPConnection("127.0.0.1", run.port, timeout=30)
    words = ["我要投诉", "货主拖欠运费八千三，电话也不接", "货车", "跳过", "不同意", "跳过", "跳过", "1"]
    slowest, refused = 0.0, 0
    for step, text in enumerate(words):
        if step in (3, 6):
            os.kill(run.node_process(run.node_ports[step // 3 - 1]), signal.SIGKILL)
        driver.count += 1
        began = time.monotonic()
        body = load.send(connection, driver, driver.message_id(), text)
        slowest = max(slowest, time.monotonic() - began)
        refused += body is None
        driver.heard(driver.message_id(), text, body or "")
        began = time.monotonic()
        refused += page.say(text)[0] != 200
        slowest = max(slowest, time.monotonic() - began)
        if step == 5:
            check("a killed node is started again, and ./run says so", run.wait_for_log("node 1 (port %d) was started again" % run.node_ports[0], 20))
            time.sleep(2)  # until the balancer has seen it
    page.wait_for_turns(len(words))
    page.ended = True
    check("the driver on WeChat gets his ticket number although nodes died", len(driver.tickets) == 1)
    check("no message was refused or cut (%d were%s), the slowest took %.2f s" % (refused, " %s" % load.refusals if refused else "", slowest),
          refused == 0 and slowest < NOTICED_S)
    check("the web chat shows every turn once and in order, whichever node committed it (%s)" % page.seen, page.seen == list(range(1, len(words) + 1)))
    check("the visitor of the web chat gets a ticket number", any("JN" in text for text in page.bot_lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true", help="keep the folder with the data and logs")
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="xinsheng-run-")
    os.chmod(folder, 0o711)  # PostgreSQL runs as another user when we are root
    results = []

    def check(sentence, holds):
        results.append(holds)
        print("run --store postgres: %s %s" % ("ok     " if holds else "BROKEN:", sentence), flush=True)

    run = Run(folder)
    try:
        talk(run, check)
        check("the password stands in no command line", open(os.path.join(run.data, "postgres/password")).read().strip() not in
              subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout)
    finally:
        code, took = run.end()
        text = run.log()
    check("SIGTERM ends it with 0 (%d) within 20 s (%.1f s)" % (code, took), code == 0 and took < 20)
    left = [port for port in [run.port, run.database_port] + run.node_ports if listens(port)]
    check("nothing it started still listens", not left)
    if not all(results):
        print(text)
    if not args.keep:
        shutil.rmtree(folder, ignore_errors=True)
    print("run-postgres: %d passed, %d failed" % (sum(results), len(results) - sum(results)))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
