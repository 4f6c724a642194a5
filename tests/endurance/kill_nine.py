#!/usr/bin/env python3
"""kill -9 at random moments under load: every acknowledged turn is there exactly once, conversations are in order, and each
ticket stands once in the twins' ledgers.

The drivers keep a ledger of their own (what was acknowledged, in which order), the twins keep theirs; the check reads both
and the transcript, and shares no code with the server.

  kill_nine.py --bin build/release/bin [--kills 100] [--drivers 200] [--clients 64] [--seed N] [--keep]
"""
import argparse, json, os, random, shutil, signal, subprocess, sys, tempfile, time

from load import TOKEN, Driver, Hotlines, Load, check, free_ports


class World:
    def __init__(self, args):
        self.args = args
        self.folder = tempfile.mkdtemp(prefix="xinsheng-kill-")
        self.data = os.path.join(self.folder, "data")
        self.port = free_ports(1)[0]
        self.hotlines = Hotlines(self.path("hotline-twin"), self.folder)
        self.server = None
        self.write_config()

    def path(self, name):
        return os.path.join(self.args.bin, name)

    def write_config(self):
        lines = ["mode: dev", "data: " + self.data, "dialogs: dialogs/scripts", "limits:", "  messages_per_minute: 1000000",
                 "  messages_burst: 1000000", "channels:", "  - channel: wechat", "    account: demo", "    app_id: wxdemo0000000000",
                 "    token: " + TOKEN, "    plain: true"] + self.hotlines.config_lines()
        with open(os.path.join(self.folder, "config.yaml"), "w") as f:
            f.write("\n".join(lines) + "\n")

    def start_server(self):
        log = open(os.path.join(self.folder, "server.log"), "ab")
        started = time.monotonic()
        self.server = subprocess.Popen([self.path("xinsheng"), "serve", "--config", os.path.join(self.folder, "config.yaml"),
                                        "--port", str(self.port)], stdout=subprocess.PIPE, stderr=log)
        line = self.server.stdout.readline()
        if not line.startswith(b"ready "):
            raise SystemExit("the server did not come back: see " + os.path.join(self.folder, "server.log"))
        return time.monotonic() - started

    def conversations(self):
        """The turns of each conversation, read with the program's own transcript command."""
        number = 1
        while True:
            out = subprocess.run([self.path("xinsheng"), "transcript", str(number), "--data", self.data, "--json"],
                                 capture_output=True)
            if out.returncode != 0:
                return
            yield [json.loads(line) for line in out.stdout.decode().splitlines()]
            number += 1

    def end(self):
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=30)
        self.hotlines.stop()
        if not self.args.keep:
            shutil.rmtree(self.folder, ignore_errors=True)


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
    load = Load(world.port, [Driver(i, args.seed) for i in range(args.drivers)], args.clients)
    slowest = 0.0
    try:
        world.hotlines.start()
        world.hotlines.misbehave("drop_after", 20)  # answers get lost after the effect: the key must keep the ledger single
        world.start_server()
        load.start()
        for _ in range(args.kills):
            time.sleep(chance.uniform(0.05, 0.9))
            world.server.send_signal(signal.SIGKILL)
            world.server.wait()
            slowest = max(slowest, world.start_server())
        time.sleep(1)
        load.stop()
        world.hotlines.wait_until_forwarded(load.told(), 120)
        world.server.terminate()
        code = world.server.wait(timeout=30)
        broken = check(load, world.conversations(), world.hotlines.ledger())
        if code != 0:
            broken.append("the server ended with %d after SIGTERM" % code)
        verify = subprocess.run([world.path("xinsheng"), "verify", "--data", world.data], capture_output=True)
        if verify.returncode != 0:
            broken.append("verify: " + verify.stdout.decode().strip())
    finally:
        world.end()
    print("kill -9: %d kills, %d turns acknowledged, %d redelivered, %d tickets, %d answers 503, slowest start %.2f s" % (
        args.kills, load.sent, load.redelivered, len(load.told()), load.unavailable, slowest))
    for sentence in broken[:20]:
        print("kill -9: BROKEN: " + sentence)
    print("kill: %d passed, %d failed" % (0 if broken else 1, 1 if broken else 0))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
