#!/usr/bin/env python3
"""The operators' handbook from its first to its last command, as somebody who has only the handbook: a copy of the dialogs, the
worked example added, three mistakes explained, tests, walks, formatting; then against a running server with drivers in the middle
of their complaints: recordings, replay, publishing, two operators at once, changes of every class, a second person for changed
routing, drafts, a withdrawal, going back. On SQLite (through the server) and on PostgreSQL (beside the server).

  operators.py [--bin build/release/bin] [--store sqlite|postgres|both] [--keep]
"""
import argparse, hashlib, http.client, os, random, re, shutil, signal, subprocess, sys, tempfile, time

from load import NUMBER, TOKEN, free_ports

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HANDBOOK = os.path.join(ROOT, "docs/operators-handbook.md")
NOTICED_S = 60.0  # a node looks for a new release once a second and compiles it; the machine may be busy


def fences():
    """(kind, text) of each block of code in the handbook."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", open(HANDBOOK).read(), re.M | re.S)


def worked_example():
    return next(text for kind, text in fences() if kind == "yaml" and text.startswith("kind: dialog\n"))


def mistakes():
    """(line as it is, line as it is mistaken, what lint says) three times."""
    blocks = fences()
    found = []
    for (kind, change), (_, said) in zip(blocks, blocks[1:]):
        if kind != "diff":
            continue
        taken = "".join(line[1:] for line in change.splitlines(True) if line.startswith("-"))
        put = "".join(line[1:] for line in change.splitlines(True) if line.startswith("+"))
        found.append((taken, put, said))
    return found


class Report:
    def __init__(self, name):
        self.name, self.passed, self.failed = name, 0, 0

    def check(self, fact, sentence, shown=""):
        if fact:
            self.passed += 1
            return
        self.failed += 1
        print("operators (%s): BROKEN: %s\n%s" % (self.name, sentence, shown), flush=True)


class Office:
    """An operator at a terminal, the server, and its drivers."""

    def __init__(self, args, store):
        self.bin = os.path.abspath(os.path.join(ROOT, args.bin))
        self.keep = args.keep
        self.folder = tempfile.mkdtemp(prefix="xinsheng-operators-")
        os.chmod(self.folder, 0o755)  # the owner of PostgreSQL's files walks through it
        self.data = os.path.join(self.folder, "data")
        self.mine = os.path.join(self.folder, "mine")
        self.config = os.path.join(self.folder, "config.yaml")
        self.port = free_ports(1)[0]
        self.server = None
        self.messages = random.randrange(10**9) * 1000
        self.cluster = os.path.join(self.folder, "postgres") if store == "postgres" else None
        self.url = None
        if self.cluster:
            done = subprocess.run(["scripts/private_postgres", "start", self.cluster], cwd=ROOT, capture_output=True, text=True)
            if done.returncode != 0:
                raise SystemExit("PostgreSQL did not start: " + done.stderr)
            self.url = done.stdout.strip()
        shutil.copytree(os.path.join(ROOT, "dialogs/scripts"), os.path.join(self.folder, "served"))
        shutil.copytree(os.path.join(ROOT, "dialogs/scripts"), self.mine)
        self.write_config(self.config, self.data, self.url)

    def write_config(self, path, data, url, publish=None):
        lines = ["mode: dev", "data: " + data, "dialogs: " + os.path.join(self.folder, "served"), "limits:",
                 "  messages_per_minute: 1000000", "  messages_burst: 1000000", "channels:", "  - channel: wechat", "    account: demo",
                 "    app_id: wxdemo0000000000", "    token: " + TOKEN, "    plain: true"]
        if url:
            lines.append("store: " + url)
        if publish:
            lines.append("publish: " + publish)
        with open(path, "w") as f:
            f.write("\n".join(lines) + "\n")

    def run(self, *words):
        done = subprocess.run([os.path.join(self.bin, "xinsheng"), *words], cwd=ROOT, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def store_run(self, *words):
        return self.run(*words, "--config", self.config)

    def start(self):
        log = open(os.path.join(self.folder, "server.log"), "ab")
        self.server = subprocess.Popen([os.path.join(self.bin, "xinsheng"), "serve", "--config", self.config, "--port", str(self.port)],
                                       cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
        if not self.server.stdout.readline().startswith(b"ready "):
            raise SystemExit("the server did not start: see " + os.path.join(self.folder, "server.log"))

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        return self.server.wait(timeout=30)

    def end(self):
        if self.server and self.server.poll() is None:
            self.stop()
        if self.cluster:
            subprocess.run(["scripts/private_postgres", "stop", self.cluster], cwd=ROOT)
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def says(self, driver, text):
        """What the bot answers, as WeChat shows it."""
        self.messages += 1
        stamp, nonce = str(int(time.time())), str(random.randrange(10**9))
        signature = hashlib.sha1("".join(sorted([TOKEN, stamp, nonce])).encode()).hexdigest()
        body = ("<xml><ToUserName>gh_demo</ToUserName><FromUserName>%s</FromUserName><CreateTime>%s</CreateTime>"
                "<MsgType>text</MsgType><Content><![CDATA[%s]]></Content><MsgId>%d</MsgId></xml>" % (driver, stamp, text, self.messages))
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        c.request("POST", "/hook/wechat/demo?signature=%s&timestamp=%s&nonce=%s" % (signature, stamp, nonce), body.encode(),
                  {"Content-Type": "text/xml"})
        answer = c.getresponse().read().decode()
        c.close()
        found = re.search(r"<Content><!\[CDATA\[(.*?)\]\]></Content>", answer, re.S)
        return found.group(1) if found else ""

    def talk(self, driver, *texts):
        answer = ""
        for text in texts:
            answer = self.says(driver, text)
        return answer

    def logs(self, event):
        """Waits until the server's log has that event."""
        end = time.monotonic() + NOTICED_S
        while time.monotonic() < end:
            if event in open(os.path.join(self.folder, "server.log")).read():
                return True
            time.sleep(0.1)
        return False

    def served_release(self):
        """Number of the release that the server's log says is current."""
        found = re.findall(r'"event":"release_current".*"number":(\d+)', open(os.path.join(self.folder, "server.log")).read())
        return int(found[-1]) if found else 0

    def serves(self, number):
        """Waits until the server has noticed that publication."""
        end = time.monotonic() + NOTICED_S
        while self.served_release() != number and time.monotonic() < end:
            time.sleep(0.1)
        return self.served_release() == number

    def take_tests_out(self, file):
        """Of a file whose tests say what is changed on purpose."""
        path = os.path.join(self.mine, file)
        text = open(path).read()
        with open(path, "w") as f:
            f.write(text[:text.rindex("\ntests:\n") + 1])

    def change(self, file, before, after):
        path = os.path.join(self.mine, file)
        text = open(path).read()
        if before not in text:
            raise SystemExit("the test knows another %s: %r is not in it" % (file, before))
        with open(path, "w") as f:
            f.write(text.replace(before, after, 1))


def correct_a_route(office, report):
    """A message that went to the wrong hotline: corrected, told what it changes, suggested from many, measured."""
    mine = os.path.join(office.folder, "routes")
    shutil.copytree(office.mine, mine)
    wrong = "卸完货签单一直不寄回来"
    code, said = office.run("rules", "correct", wrong, "--route", "12328", "--dialogs", mine)
    report.check(code == 0 and "签单" in said, "the words of a wrongly routed message are named", said)
    code, said = office.run("rules", "correct", wrong, "--route", "12328", "--word", "签单", "--dialogs", mine)
    report.check(code == 0 and "全部测试通过" in said, "a correction becomes a test and a rule", said)
    labelled = os.path.join(office.folder, "corrections.tsv")
    with open(labelled, "w") as f:
        f.write("id\ttext\troute\n1\t%s\t12328\n2\t押着签单不给结账\t12328\n3\t楼下的路灯坏了没人修\t12345\n" % wrong)
    code, said = office.run("rules", "what-if", "--dialogs", office.mine, "--rules", os.path.join(mine, "rules/routing.yaml"), "--messages", labelled)
    report.check(code == 0 and "改对 2 条，改坏 0 条" in said, "what the changed rules do to labelled messages is told before publishing", said)
    code, said = office.run("rules", "suggest", labelled, "--dialogs", office.mine)
    report.check(code == 0 and "签单" in said, "words that would mend wrong answers are suggested", said)
    code, said = office.run("evaluate", labelled, "--dialogs", mine, "--json")
    report.check(code == 0 and '"accuracy":1.0' in said, "afterwards every labelled message goes where it belongs", said)
    code, said = office.run("evaluate", labelled, "--dialogs", mine, "--output", "没有这个", "--expect", "建议")
    report.check(code == 64 and "没有这个输出" in said, "an output that no rule has is refused", said)
    code, said = office.run("rules", "correct", "物流园的门禁卡押金不给退", "--route", "12328", "--word", "门禁卡押金", "--dialogs", mine)
    report.check(code == 1 and "热线跟着事项走" in said, "a correction that a matter stands against says so and writes nothing", said)


def writes_a_dialog(office, report):
    """Sections two to four of the handbook: nothing but a folder."""
    parking = os.path.join(office.mine, "parking.yaml")
    with open(parking, "w") as f:
        f.write(worked_example())
    code, said = office.run("lint", office.mine)
    report.check(code == 0 and "没有错误" in said, "the worked example is clean", said)
    for taken, put, wanted in mistakes():
        text = worked_example()
        with open(parking, "w") as f:
            f.write(text.replace(taken, put, 1))
        code, said = office.run("lint", office.mine)
        report.check(code == 1 and wanted.rstrip("\n") in said, "a mistake is explained as the handbook shows it", said)
    with open(parking, "w") as f:
        f.write(worked_example())
    code, said = office.run("fmt", "--check", parking)
    report.check(code == 0, "the worked example is in its one form", said)
    code, said = office.run("test", "--dialogs", office.mine, "--covered")
    report.check(code == 0, "all tests pass and cover every step and branch", said)
    code, said = office.run("test", "--dialogs", office.mine, "--paths", "--covered")
    report.check(code == 0, "all generated paths end and cover every step and branch", said)
    code, said = office.run("walk", "--dialogs", office.mine, "--walks", "20")
    report.check(code == 0, "random drivers find nothing", said)
    correct_a_route(office, report)
    script, saved = os.path.join(office.folder, "talk.txt"), os.path.join(office.folder, "saved.yaml")
    with open(script, "w") as f:
        f.write("停车难\n/place 历城区一处货场\n晚上\n贴条了\n一百\n/photo 2\n好了\n晚上让停一宿\n提交\n/save 聊的 %s\n/quit\n" % saved)
    code, said = office.run("talk", "--dialogs", office.mine, "--trace", "--script", script)
    report.check(code == 0 and NUMBER.search(said) and "罚款金额" in said, "a chat in the terminal comes to a number and shows its trace", said)
    code, said = office.run("test", "--dialogs", office.mine, saved)
    report.check(code == 0 and "通过  聊的" in said, "the saved chat is a test that passes", said)


COMPLAINT = ["我要投诉", "货主拖欠运费八千三，电话也不接", "货车", "满帮", "不同意", "跳过", "跳过"]


def publishes(office, report):
    """Section five and the page on publishing, with drivers in the middle."""
    for n in range(6):
        office.talk("oDone%d" % n, *COMPLAINT, "1")
    for n in range(4):
        office.talk("oOpen%d" % n, *COMPLAINT[:2 + n])
    file = os.path.join(office.folder, "recordings.json")
    code, said = office.store_run("replay", "--record", file)
    report.check(code == 0 and os.path.getsize(file) > 100, "recordings are made from the server's conversations", said)
    code, said = office.run("replay", "--recordings", file, "--dialogs", office.mine)
    report.check(code == 0 and "答案本重放" in said, "the recordings are replayed on the folder", said)
    code, said = office.store_run("diff", "current", office.mine)
    report.check(code == 0 and "parking" in said, "the difference names the new dialog", said)
    code, said = office.store_run("publish", "--dialogs", office.mine, "--by", "张三", "--dry-run")
    report.check(code == 0 and "没有发布" in said, "a dry run publishes nothing", said)
    report.check("地点" not in office.says("oDry", "停车难"), "after the dry run the old release is served")
    code, said = office.store_run("publish", "--dialogs", office.mine, "--by", "张三", "--note", "加了停车难")
    report.check(code == 0 and "第 2 版" in said, "the new dialog is published through all gates", said)
    report.check(office.serves(2), "the server notices the publication, without a restart")
    report.check("哪一带没地方停" in office.says("oNew", "停车难"), "drivers who come now have the new dialog")
    for n in range(4):
        answer = office.talk("oOpen%d" % n, *COMPLAINT[2 + n:], "1")
        report.check(NUMBER.search(answer), "a complaint that ran while it was published comes to its number", answer)
    # Another operator, from the release before.
    other = os.path.join(office.folder, "other")
    code, said = office.store_run("releases", "--take", "1", "--to", other)
    report.check(code == 0, "an earlier release is taken into a folder", said)
    code, said = office.store_run("publish", "--dialogs", other, "--by", "李四")
    report.check(code == 1 and "张三" in said and "--base 2" in said, "the second of two operators is told who was first", said)


def changes_of_each_class(office, report):
    # T: words only. Who is asked sees nothing of it; who is asked next sees the new words.
    office.talk("oWords", *COMPLAINT[:4])
    office.change("complaint.yaml", "什么时候", "是哪一天、几点")
    code, said = office.store_run("publish", "--dialogs", office.mine, "--by", "张三", "--note", "改了一句话")
    report.check(code == 0 and "第 3 版" in said, "words alone are published", said)
    report.check(office.serves(3), "the server notices the new words")
    answer = office.says("oWords", "不同意")
    report.check("是哪一天、几点" in answer, "a conversation in the middle has the new words at once", answer)
    # S: one more question. Conversations stay, unless they are moved.
    office.talk("oStay", *COMPLAINT[:4])
    office.change("complaint.yaml", "      - collect: [发生时间, 发生地点]\n", "      - collect: [有没有证人, 发生时间, 发生地点]\n")
    office.change("complaint.yaml", "  - slot: 发生时间\n",
                  "  - slot: 有没有证人\n    field: witness\n    type: yesno\n    optional: true\n    ask: 当时有没有证人？\n  - slot: 发生时间\n")
    code, said = office.store_run("publish", "--dialogs", office.mine, "--by", "张三")
    report.check(code == 1 and "用例" in said, "tests that the change makes untrue stop it", said)
    office.take_tests_out("complaint.yaml")
    code, said = office.store_run("diff", "current", office.mine)
    report.check(re.search(r"^\s*S\b", said, re.M) is not None, "one more question is a change of structure", said)
    code, said = office.store_run("publish", "--dialogs", office.mine, "--by", "张三", "--note", "问证人")
    report.check(code == 0 and "第 4 版" in said, "one more question is published", said)
    report.check(office.serves(4), "the server notices the new question")
    answer = office.says("oStay", "不同意")
    report.check("证人" not in answer and answer, "who was in the middle stays on his release", answer)
    moved = "oMoved"
    office.talk(moved, *COMPLAINT[:5])
    office.change("complaint.yaml", "当时有没有证人？", "旁边有人看见吗？")
    office.change("complaint.yaml", "  - slot: 有没有证人\n    field: witness\n    type: yesno\n", "  - slot: 几个证人\n    field: witnesses\n    type: number\n")
    office.change("complaint.yaml", "[有没有证人, 发生时间, 发生地点]", "[几个证人, 发生时间, 发生地点]")
    code, said = office.store_run("publish", "--dialogs", office.mine, "--by", "张三", "--move")
    report.check(code == 0 and "第 5 版" in said, "conversations are moved on request", said)
    report.check(office.serves(5), "the server notices the order to move")
    answer = office.says(moved, "有")
    report.check("流程有更新" in answer and "旁边有人看见吗" in answer, "a moved conversation is told and asked the new question", answer)
    answer = office.talk(moved, "两个", "跳过", "跳过", "1")
    report.check(NUMBER.search(answer), "a moved conversation comes to its number", answer)


def routes_otherwise(office, report):
    office.change("rules/routing.yaml", "rules:\n", "rules:\n  - rule: 运费先由市里问\n    tier: 9\n    score: 90\n    if:\n      any: [运费]\n"
                  "    give: {路由: \"12345\"}\n")
    office.change("matter_choice_tests.yaml", "去向: \"12328\"", "去向: \"12345\"")
    office.take_tests_out("rules/routing.yaml")
    code, said = office.store_run("publish", "--dialogs", office.mine, "--by", "张三")
    report.check(code == 1 and "--confirm-by" in said and "分派变了" in said, "changed routing waits for a second person", said)
    code, said = office.store_run("publish", "--dialogs", office.mine, "--by", "张三", "--confirm-by", "张三")
    report.check(code == 1 and "第二个人" in said, "oneself is no second person", said)
    code, said = office.store_run("publish", "--dialogs", office.mine, "--by", "张三", "--confirm-by", "李四", "--note", "运费先问市里")
    report.check(code == 0 and "第 6 版" in said, "with a second person it is published", said)


def drafts(office, report):
    broken = os.path.join(office.folder, "broken")
    shutil.copytree(office.mine, broken)
    with open(os.path.join(broken, "parking.yaml"), "a") as f:
        f.write("note：改了一半\n")
    code, said = office.store_run("draft", "save", "改一半", "--dialogs", broken, "--by", "李四")
    report.check(code == 0, "a draft may have faults", said)
    code, said = office.store_run("draft", "list")
    report.check(code == 0 and "改一半" in said and "李四" in said, "drafts are listed", said)
    code, said = office.store_run("publish", "--dialogs", "draft:改一半", "--by", "李四")
    report.check(code == 1 and "E0103" in said, "a broken draft is not published, and why is said", said)
    code, said = office.store_run("draft", "take", "改一半", "--to", os.path.join(office.folder, "taken"))
    report.check(code == 0 and os.path.exists(os.path.join(office.folder, "taken/parking.yaml")), "a draft is taken into a folder", said)


def goes_back(office, report):
    office.talk("oParking", "停车难", "历城区一处货场", "晚上")
    code, said = office.store_run("rollback", "1", "--by", "张三")
    report.check(code == 0 and "第 7 版" in said, "the first release is gone back to under a new number", said)
    report.check(office.serves(7), "the server notices that it went back")
    answer = office.says("oBack", "停车难")
    report.check("哪一带" not in answer, "drivers who come now do not have the dialog any more", answer)
    answer = office.talk("oParking", "停满了", "没有", "多划几个车位", "提交")
    report.check(NUMBER.search(answer), "who was in the middle of it comes to his number", answer)
    code, said = office.store_run("releases")
    report.check(code == 0 and "退回" in said and "李四" in said and "问证人" in said, "the history tells who, why, and the second person", said)


def of_another_installation(office, report):
    """Commands given another installation's database refuse it."""
    strange = os.path.join(office.folder, "strange")
    os.makedirs(strange)
    with open(os.path.join(strange, "installation"), "w") as f:
        f.write("0123456789abcdef" * 2 + "\n")
    if not office.url:  # the file of another, in this folder
        for name in os.listdir(office.data):
            if name.startswith("xinsheng.db"):
                shutil.copy(os.path.join(office.data, name), strange)
    config = os.path.join(office.folder, "strange.yaml")
    office.write_config(config, strange, office.url)
    for words in (["publish", "--dialogs", office.mine, "--by", "张三"], ["rollback", "--by", "张三"], ["releases"], ["replay"]):
        code, said = office.run(*words, "--config", config)
        report.check(code != 0 and "another installation" in said, "%s refuses another installation's database" % words[0], said)


def follows_the_folder(office, report):
    """publish: on_change: for trying out."""
    office.write_config(office.config, office.data, office.url, "on_change")
    office.start()
    served = os.path.join(office.folder, "served")
    before = office.served_release()
    with open(os.path.join(served, "parking.yaml"), "w") as f:
        f.write(worked_example())
    report.check(office.serves(before + 1), "a saved file is published, without a command")
    report.check("哪一带" in office.says("oSaved", "停车难"), "what was saved is served")
    with open(os.path.join(served, "parking.yaml"), "w") as f:
        f.write(worked_example().replace("哪一带", "什么地方").replace("type: place", "type: plaice", 1))
    report.check(office.logs("folder_broken"), "the log says that the folder is broken")
    report.check("哪一带" in office.says("oBroken", "停车难"), "a broken file changes nothing")
    with open(os.path.join(served, "parking.yaml"), "w") as f:
        f.write(worked_example().replace("哪一带没地方停？", "什么地方没处停？"))
    report.check(office.serves(before + 2), "the mended file is published")
    report.check("什么地方没处停" in office.says("oMended", "停车难"), "the mended file is served")


def afternoon(args, store):
    report = Report(store)
    office = Office(args, store)
    try:
        if store == "sqlite":
            writes_a_dialog(office, report)
        else:
            with open(os.path.join(office.mine, "parking.yaml"), "w") as f:
                f.write(worked_example())
        office.start()
        publishes(office, report)
        changes_of_each_class(office, report)
        routes_otherwise(office, report)
        drafts(office, report)
        goes_back(office, report)
        report.check(office.stop() == 0, "the server ends well")
        code, said = office.store_run("releases")
        report.check(code == 0 and "退回" in said, "the commands work without the server too", said)
        code, said = office.store_run("rules", "what-if", "--rules", os.path.join(office.mine, "rules/routing.yaml"))
        looked_at = re.search(r"看了 (\d+) 条", said)
        report.check(looked_at and int(looked_at.group(1)) > 0, "changed rules are tried on the stored tickets' own words", said)
        of_another_installation(office, report)
        follows_the_folder(office, report)
    finally:
        office.end()
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--store", default="both", choices=["sqlite", "postgres", "both"])
    parser.add_argument("--keep", action="store_true", help="keep the folder with database, dialogs and log")
    args = parser.parse_args()
    reports = [afternoon(args, store) for store in (["sqlite", "postgres"] if args.store == "both" else [args.store])]
    print("operators: %d passed, %d failed" % (sum(r.passed for r in reports), sum(r.failed for r in reports)))
    return 1 if any(r.failed for r in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
