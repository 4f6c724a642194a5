#!/usr/bin/env python3
"""A freight and a taxi complaint from end to end, with promises of seconds: the real server, real stand-in hotlines, the web chat.

Both show their clocks, are late, climb the ladder (the server is killed in between), are closed at the hotline, revisited, re-opened,
closed again; an operator's orders are obeyed or refused; and `xinsheng report` agrees with the log.

  promises.py --bin build/plain/bin [--keep]
"""
import argparse, base64, csv, hmac, http.client, json, os, re, shutil, signal, subprocess, sys, tempfile, time, urllib.parse, uuid

from load import Hotlines, free_ports, report_secret

NUMBER = re.compile(r"JN\d{13}")
PROMISES = """
[promise FRT_3083]
name     货运3083（秒）
for      货车
tell     yes
ACK      30s
XFER     30s
RESP     8s   remind 4s    supervise1 12s   supervise2 16s
CLOSE    20s  remind 14s   supervise1 24s   supervise2 28s  bulletin 60s
REVISIT  24s  remind -3s   supervise1 +20s  supervise2 +40s bulletin +60s

[promise TAXI_3012]
name     出租3012（秒）
for      出租车
tell     yes
ACK      30s
XFER     30s
RESP     8s   remind 4s    supervise1 12s   supervise2 16s
DISP     14s  remind 10s   supervise1 18s   supervise2 22s
CLOSE    5wd  remind -12h  supervise1 +12h  supervise2 +24h bulletin +3d
REVISIT  24s  after DISP   remind -3s       supervise1 +20s supervise2 +40s bulletin +60s

[promise JN12345_5WD]
name     五个工作日
for      网约车 网约配送员 快递员
CLOSE    5wd
"""


class Driver:
    """A visitor of the web chat."""

    def __init__(self, port):
        self.port = port
        self.cookie = ""
        answer, headers = self.call("GET", "/chat")
        for name, value in headers:
            if name.lower() == "set-cookie":
                self.cookie = value.split(";")[0]

    def call(self, method, path, body=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/json"}
        c.request(method, path, json.dumps(body) if body else None, headers)
        answer = c.getresponse()
        text = answer.read().decode()
        c.close()
        if answer.status != 200:
            raise SystemExit("%s %s: %d %s" % (method, path, answer.status, text[:200]))
        return text, answer.getheaders()

    def say(self, text):
        self.call("POST", "/chat/messages", {"id": str(uuid.uuid4()), "kind": "text", "text": text})

    def heard(self):
        """All the bot said so far."""
        after, said = 0, []
        while True:
            page = json.loads(self.call("GET", "/chat/history?after=%d" % after)[0])
            for turn in page["turns"]:
                after = turn["sequence"]
                said += [line["text"] for line in turn["lines"] if line["from"] == "bot"]
            if not page["more"]:
                return "\n".join(said)

    def wait_to_hear(self, words, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if words in self.heard():
                return
            time.sleep(0.3)
        raise SystemExit("never heard: %s\nheard:\n%s" % (words, self.heard()))


class World:
    def __init__(self, args):
        self.args = args
        self.folder = tempfile.mkdtemp(prefix="xinsheng-promises-")
        self.data = os.path.join(self.folder, "data")
        self.port = free_ports(1)[0]
        self.hotlines = Hotlines(self.path("hotline-twin"), self.folder)
        self.server = None
        promises = os.path.join(self.folder, "promises.txt")
        with open(promises, "w") as f:
            f.write(PROMISES)
        os.makedirs(os.path.join(self.folder, "web", "chat"))
        with open(os.path.join(self.folder, "web", "chat", "index.html"), "w") as f:
            f.write("<!doctype html><title>chat</title>")
        self.config = os.path.join(self.folder, "config.yaml")
        with open(self.config, "w") as f:
            f.write("\n".join(["mode: dev", "data: " + self.data, "dialogs: " + self.scripts_that_never_rest(), "web: " + os.path.join(self.folder, "web"),
                               "promises: " + promises, "limits:", "  messages_per_minute: 100000", "  messages_burst: 100000",
                               "channels:", "  - channel: web", "    enabled: true"] + self.hotlines.config_lines()) + "\n")

    def scripts_that_never_rest(self):
        """The shipped scripts without their quiet hours: the test must hold at night too."""
        scripts = os.path.join(self.folder, "scripts")
        shutil.copytree("dialogs/scripts", scripts)
        path = os.path.join(scripts, "_global.yaml")
        with open(path) as f:
            text = f.read()
        with open(path, "w") as f:
            f.write(re.sub(r"(?m)^quiet:.*$", "quiet: 00:00-00:00", text))
        return scripts

    def path(self, name):
        return os.path.join(self.args.bin, name)

    def start(self):
        self.server = subprocess.Popen([self.path("xinsheng"), "serve", "--config", self.config, "--port", str(self.port)],
                                       stdout=subprocess.PIPE, stderr=open(os.path.join(self.folder, "server.log"), "ab"))
        if not self.server.stdout.readline().startswith(b"ready "):
            raise SystemExit("the server did not start: see " + os.path.join(self.folder, "server.log"))

    def kill(self):
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

    def run(self, *words):
        done = subprocess.run([self.path("xinsheng")] + list(words) + ["--config", self.config], capture_output=True)
        return done.returncode, done.stdout.decode() + done.stderr.decode()

    def must(self, *words):
        code, text = self.run(*words)
        if code != 0:
            raise SystemExit("%s: %d %s" % (" ".join(words), code, text))
        return text

    def shown(self, number):
        return self.must("tickets", "show", number)

    def wait_for(self, number, words, seconds=40):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if words in self.shown(number):
                return
            time.sleep(0.5)
        raise SystemExit("%s: never showed %s\n%s" % (number, words, self.shown(number)))

    def close_at_hotline(self, number, text):
        """By the hotline's own protocol, as its officer would."""
        line = self.shown(number).splitlines()[0].split()
        hotline, external = line[1], line[-3]  # … EXTERNAL conversation N
        c = http.client.HTTPConnection("127.0.0.1", self.hotlines.ports[hotline], timeout=10)
        body = urllib.parse.urlencode({"api_key": "xinsheng-demo-key", "service_request_id": external, "status": "CLOSED",
                                       "description": text})
        c.request("POST", "/servicerequestupdates.json", body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = c.getresponse()
        words = answer.read().decode()
        if answer.status >= 300:
            raise SystemExit("the hotline did not close %s: %d %s" % (external, answer.status, words))

    def report(self, hotline, external, status, words, secret, at=None):
        """The hotline calls by itself; the answer's status."""
        stamp = time.time() if at is None else at
        body = json.dumps({"service_request_id": external, "status": status, "description": words,
                           "updated_datetime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(stamp))})
        signed = "call.%d.%s" % (time.time(), body)
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        c.request("POST", "/hook/hotline/" + hotline, body.encode(), {
            "Content-Type": "application/json", "webhook-id": "call", "webhook-timestamp": signed.split(".")[1],
            "webhook-signature": "v1," + base64.b64encode(hmac.new(secret.encode(), signed.encode(), "sha256").digest()).decode()})
        return c.getresponse().status

    def reports_by_itself(self, number):
        """What a hotline says unasked stands in the ticket's log; what it did not sign, or of numbers nobody knows, does not."""
        line = self.shown(number).splitlines()[0].split()
        hotline, external = line[1], line[-3]
        for words, whose, of, expected in (("办理人员已出发", hotline, external, 200), ("冒名的通知", "12348", external, 403),
                                           ("别家的编号", hotline, "X" + external, 404)):
            status = self.report(hotline, of, "in_progress", words, report_secret(whose))
            if status != expected:
                raise SystemExit("a report (%s) was answered %d" % (words, status))
        shown = self.shown(number)
        if "办理人员已出发" not in shown or "冒名" in shown or "别家" in shown:
            raise SystemExit("%s shows other reports than were signed:\n%s" % (number, shown))

    def end(self):
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=30)
        self.hotlines.stop()
        if not self.args.keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def complain(driver, group, story):
    for words in ("我要投诉", story, group, "跳过", "不同意", "跳过", "跳过", "1"):
        driver.say(words)
    for _ in range(6):
        found = NUMBER.findall(driver.heard())
        if found:
            return found[-1]
        driver.say("跳过")
    raise SystemExit("no ticket number:\n" + driver.heard())


def steps_of(shown):
    return re.findall(r"\[stepped ([A-Z]+ \d+ \w+)\]", shown)


def play(world):
    freight, taxi = Driver(world.port), Driver(world.port)
    one = complain(freight, "货车", "货主拖欠运费八千三，电话也不接")
    two = complain(taxi, "出租车", "公司乱收份子钱，每个月多收我三百块")
    freight.wait_to_hear("前有人联系您")
    for number, rung in ((one, "RESP 1 remind"), (two, "RESP 1 remind")):
        world.wait_for(number, rung)
    world.kill()  # what is due meanwhile fires after the start, with its lateness
    time.sleep(5)
    world.start()
    freight.wait_to_hear("超时了，对不起")
    taxi.wait_to_hear("超时了，对不起")
    world.must("tickets", "contact", one, "--by", "wang", "--reason", "phone")
    code, text = world.run("tickets", "extend", one, "--by", "wang", "--until", "2020-01-01T00:00:00+08:00", "--reason", "等")
    if code != 1:
        raise SystemExit("an extension into the past was not refused: %d %s" % (code, text))
    world.must("tickets", "act", two, "--by", "wang", "--words", "已联系双方")
    for number, rung in ((two, "RESP 1 supervise1"), (one, "CLOSE 1 breach"), (one, "CLOSE 1 supervise1"), (two, "RESP 1 breach")):
        world.wait_for(number, rung)
    world.reports_by_itself(one)
    for number, driver in ((one, freight), (two, taxi)):
        world.close_at_hotline(number, "运费已付清")
        driver.wait_to_hear("已办结")
        driver.wait_to_hear("问题解决了吗")
        for words in ("没解决", "跳过", "跳过", "要"):
            driver.say(words)
        driver.wait_to_hear("好，重新办")
        world.wait_for(number, "[reopened]")
    for number, driver in ((one, freight), (two, taxi)):
        driver.wait_to_hear("这是第 2 轮")  # the same ticket at the same hotline, under a new number
    time.sleep(3)  # the hotline's closing of the first round is read again meanwhile, and closes nothing
    for number, driver in ((one, freight), (two, taxi)):
        world.close_at_hotline(number, "这回真付清了")
        driver.wait_to_hear("这回真付清了")
        driver.wait_to_hear("问题解决了吗")
        world.must("tickets", "revisited", number, "--by", "li", "--reason", "satisfied", "--words", "电话里说满意")
    return one, two


def check_rounds(world, number, broken):
    """The hotline's own ledger: two records of the ticket, the second with the round and the answer to the first."""
    hotline = world.shown(number).splitlines()[0].split()[1]
    c = http.client.HTTPConnection("127.0.0.1", world.hotlines.ports[hotline], timeout=10)
    c.request("GET", "/requests.json?extensions=true&attribute%5Bticket_no%5D=" + number)
    records = [{one["code"]: one["value"] for one in record["attributes"]} for record in json.loads(c.getresponse().read())]
    rounds = sorted((record.get("round", "1"), record.get("earlier_answer", "")) for record in records)
    if rounds != [("1", ""), ("2", "运费已付清")]:
        broken.append("the hotline holds of %s: %s" % (number, rounds))


def check(world, numbers):
    broken = []
    for number in numbers:
        check_rounds(world, number, broken)
    shown = {number: world.shown(number) for number in numbers}
    for number, text in shown.items():
        steps = steps_of(text)
        if len(steps) != len(set(steps)):
            broken.append("a rung fired twice: %s %s" % (number, steps))
        if "CLOSE 2 breach" in steps and "第2轮" not in text:
            broken.append("a second round is not shown: " + number)
    rows = list(csv.reader(world.must("report", "--from", "2020-01-01", "--csv").splitlines()))[1:]
    figures = {(row[0], row[1], row[2], row[3]): row[4:] for row in rows}

    def number_of(item, clock=""):
        return int(figures[("全部", "", item, clock)][2])

    def expect(name, said, counted):
        if said != counted:
            broken.append("the report says %s of %s, the logs %s" % (said, name, counted))

    expect("accepted", number_of("受理"), len(numbers))
    expect("re-opened", number_of("重办次数"), sum(text.count("[reopened]") for text in shown.values()))
    expect("over time", number_of("有过超时的工单"), sum("breach" in text for text in shown.values()))
    expect("satisfied", figures[("全部", "", "满意率", "")][:2], [str(len(numbers))] * 2)
    expect("late responses", number_of("超时后完成", "RESP") + number_of("超时未完成", "RESP"),
           sum("RESP 1 breach" in steps_of(text) for text in shown.values()))
    expect("closings begun", number_of("起算", "CLOSE"), 2 * len(numbers))
    world.server.terminate()
    code = world.server.wait(timeout=30)
    if code != 0:
        broken.append("the server ended with %d after SIGTERM" % code)
    code, text = world.run("verify")
    if code != 0:
        broken.append("verify: " + text)
    return broken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--keep", action="store_true", help="keep the folder with database, ledgers and log")
    args = parser.parse_args()
    world = World(args)
    try:
        world.hotlines.start()
        world.start()
        broken = check(world, play(world))
    finally:
        world.end()
    for sentence in broken:
        print("promises: BROKEN: " + sentence)
    print("promises: %d passed, %d failed" % (0 if broken else 1, 1 if broken else 0))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
