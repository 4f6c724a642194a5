#!/usr/bin/env python3
"""Three nodes over PostgreSQL behind a plain round-robin, 64 clients, 2,000 conversations, a fifth of the messages delivered again
and out of order, while nodes are killed (-9), put to sleep past their leases (SIGSTOP) and PostgreSQL is restarted in the middle of
everything (immediate). In the end every acknowledged turn is there exactly once and in order, each ticket stands once in the twins'
ledgers, and `xinsheng verify` finds nothing.

  nodes.py [--kills 100] [--restarts 10] [--stops 20] [--nodes 3] [--drivers 2000] [--clients 64] [--lease 5] [--seed N] [--keep]
"""
import argparse, json, os, random, shutil, signal, subprocess, sys, tempfile, threading, time

from load import TOKEN, Driver, Hotlines, Load, check, free_ports, wait_for_port

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Node:
    """One process that is started again when it was killed. Whoever harms it holds `lock`."""

    def __init__(self, number, command, log):
        self.number = number
        self.command = command
        self.log = log
        self.lock = threading.Lock()
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
        return self.process.stdout.readline().startswith(b"ready ")

    def kill(self):
        self.process.kill()
        self.process.wait()


class World:
    def __init__(self, args):
        self.args = args
        self.folder = tempfile.mkdtemp(prefix="xinsheng-nodes-")
        os.chmod(self.folder, 0o711)  # PostgreSQL runs as another user when we are root
        self.database = os.path.join(self.folder, "postgres")
        self.config = os.path.join(self.folder, "config.yaml")
        self.hotlines = Hotlines(self.path("hotline-twin"), self.folder)
        self.port, *self.ports = free_ports(args.nodes + 1)
        self.nodes = []
        self.balancer = None
        self.url = ""

    def path(self, name):
        return os.path.join(ROOT, self.args.bin, name)

    def start_database(self):
        out = subprocess.run([os.path.join(ROOT, "scripts/private_postgres"), "start", self.database], capture_output=True, text=True)
        if out.returncode != 0:
            raise SystemExit("PostgreSQL did not start: " + out.stderr)
        self.url = out.stdout.strip()

    def stop_database(self, mode="fast"):
        subprocess.run([os.path.join(ROOT, "scripts/private_postgres"), "stop", self.database, mode], check=True, capture_output=True)

    def write_config(self):
        lines = ["mode: dev", "data: " + os.path.join(self.folder, "data"), "store: " + self.url, "dialogs: dialogs/scripts", "limits:",
                 "  messages_per_minute: 1000000", "  messages_burst: 1000000", "  lease: %ds" % self.args.lease, "channels:",
                 "  - channel: wechat", "    account: demo", "    app_id: wxdemo0000000000", "    token: " + TOKEN,
                 "    plain: true"] + self.hotlines.config_lines()
        with open(self.config, "w") as f:
            f.write("\n".join(lines) + "\n")
        os.chmod(self.config, 0o600)

    def start_nodes(self):
        for number, port in enumerate(self.ports, 1):
            command = [self.path("xinsheng"), "serve", "--config", self.config, "--port", str(port)]
            node = Node(number, command, os.path.join(self.folder, "node%d.log" % number))
            self.nodes.append(node)
            if not node.start():
                raise SystemExit("node %d did not start: see %s" % (number, node.log))
        config = subprocess.run([os.path.join(ROOT, "scripts/balancer_config"), str(self.port)] + [str(p) for p in self.ports],
                                capture_output=True, text=True, check=True).stdout
        path = os.path.join(self.folder, "balancer.cfg")
        with open(path, "w") as f:
            f.write(config)
        log = open(os.path.join(self.folder, "balancer.log"), "wb")
        self.balancer = subprocess.Popen(["haproxy", "-f", path, "-db"], stdout=log, stderr=log)
        wait_for_port(self.port)

    def psql(self, sql):
        return subprocess.run(["psql", self.url, "-tAXqc", sql], capture_output=True, text=True, check=True).stdout.split()

    def conversations(self):
        """The turns of each conversation, read with the program's own transcript command, some hundred at a time."""
        ids = self.psql("SELECT id FROM conversations ORDER BY id")
        for at in range(0, len(ids), 200):
            out = subprocess.run([self.path("xinsheng"), "transcript", "--config", self.config, "--json"] + ids[at:at + 200],
                                 capture_output=True, text=True, cwd=ROOT)
            if out.returncode != 0:
                raise SystemExit("transcript: " + out.stderr)
            by_id = {}
            for line in out.stdout.splitlines():
                turn = json.loads(line)
                by_id.setdefault(turn["conversation"], []).append(turn)
            yield from by_id.values()

    def logged(self, event):
        total = 0
        for node in self.nodes:
            with open(node.log, errors="replace") as f:
                total += f.read().count('"event":"%s"' % event)
        return total

    def end(self):
        for node in self.nodes:
            if node.process and node.process.poll() is None:
                node.process.send_signal(signal.SIGCONT)
                node.kill()
        if self.balancer:
            self.balancer.terminate()
            self.balancer.wait()
        self.hotlines.stop()
        if self.url:
            subprocess.run([os.path.join(ROOT, "scripts/private_postgres"), "stop", self.database, "immediate"], capture_output=True)
        if self.args.keep:
            print("nodes: kept " + self.folder)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


class Chaos:
    """Three evils at once, each in its own time: a node is harmed by one of them only."""

    def __init__(self, world, args):
        self.world = world
        self.args = args
        self.broken = []
        self.slowest_start = 0.0
        self.threads = [threading.Thread(target=self.guarded, args=(work,)) for work in (self.kill, self.restart, self.sleep)]

    def guarded(self, work):
        try:
            work(random.Random("%d %s" % (self.args.seed, work.__name__)))
        except Exception as fault:  # a chaos that ended early must not pass for one that was survived
            self.broken.append("the test itself failed in %s: %r" % (work.__name__, fault))

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()

    def free_node(self, chance):
        while True:
            node = chance.choice(self.world.nodes)
            if node.lock.acquire(blocking=False):
                return node
            time.sleep(0.1)

    def revive(self, node):
        """Tries again while PostgreSQL is away: a node that cannot reach its store at start refuses to serve."""
        started = time.monotonic()
        while not node.start():
            node.process.wait()
            if time.monotonic() - started > 60:
                self.broken.append("node %d did not come back within 60 s" % node.number)
                return
            time.sleep(0.2)
        self.slowest_start = max(self.slowest_start, time.monotonic() - started)

    def kill(self, chance):
        for _ in range(self.args.kills):
            time.sleep(chance.uniform(0.5, self.args.every))
            node = self.free_node(chance)
            try:
                code = node.process.poll()
                if code is not None:
                    self.broken.append("node %d ended by itself with %d" % (node.number, code))
                node.kill()
                time.sleep(chance.uniform(0.0, 1.0))
                self.revive(node)
            finally:
                node.lock.release()

    def restart(self, chance):
        for _ in range(self.args.restarts):
            time.sleep(chance.uniform(5, 15))
            self.world.stop_database("immediate")
            time.sleep(chance.uniform(0.0, 2.0))
            self.world.start_database()

    def sleep(self, chance):
        for _ in range(self.args.stops):
            time.sleep(chance.uniform(0.5, 3))
            node = self.free_node(chance)
            try:
                node.process.send_signal(signal.SIGSTOP)
                time.sleep(self.args.lease + 6)  # leases are looked after every 5 s
                node.process.send_signal(signal.SIGCONT)
                time.sleep(1)
            finally:
                node.lock.release()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--restarts", type=int, default=10)
    parser.add_argument("--stops", type=int, default=20)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--drivers", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--lease", type=int, default=5, help="seconds a worker's claim holds; 60 where nothing is configured")
    parser.add_argument("--every", type=float, default=3.0, help="seconds between two kills at most")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", action="store_true", help="keep the folder with ledgers and logs")
    args = parser.parse_args()
    print("nodes: seed %d" % args.seed, flush=True)
    world = World(args)
    drivers = [Driver(i, args.seed) for i in range(args.drivers)]
    # A few drivers talk much and finish their complaints, most say little: all are heard. Pauses leave the machine to the nodes.
    load = Load(world.port, drivers, args.clients, pace=0.15, skew=3.0)
    chaos = Chaos(world, args)
    began = time.monotonic()
    try:
        world.hotlines.start()
        world.hotlines.misbehave("delay", 300, ms=300)  # so that nodes die and sleep while they hold claims
        world.start_database()
        world.write_config()
        world.start_nodes()
        load.start()
        chaos.run()
        world.hotlines.misbehave("drop_after", 20)
        time.sleep(3)
        load.stop()
        world.hotlines.wait_until_forwarded(load.told(), 180)
        chaos.broken += end_nodes(world)
        broken = chaos.broken + check(load, world.conversations(), world.hotlines.ledger())
        if args.kills + args.stops >= 20 and world.logged("leases_expired") == 0:
            broken.append("no claim ran out: nobody died or slept while he held one, the test tested nothing")
        verify = subprocess.run([world.path("xinsheng"), "verify", "--config", world.config], capture_output=True, text=True, cwd=ROOT)
        if verify.returncode != 0:
            broken.append("verify: " + verify.stdout.strip() + verify.stderr.strip())
    finally:
        world.end()
    heard = sum(1 for d in drivers if d.acknowledged)
    print("nodes: %d kills, %d restarts of PostgreSQL, %d sleeps past the lease; %d turns acknowledged in %d conversations, %d delivered "
          "again, %d tickets; %d answers 5xx, %d calls cut %s, slowest message %.1f s, slowest start %.1f s; %.0f s in all" %
          (args.kills, args.restarts, args.stops, load.sent, heard, load.redelivered, len(load.told()), load.unavailable,
           load.broken_calls, load.refusals, load.slowest, chaos.slowest_start, time.monotonic() - began))
    for sentence in broken[:20]:
        print("nodes: BROKEN: " + sentence)
    print("nodes: %d passed, %d failed" % (0 if broken else 1, 1 if broken else 0))
    return 1 if broken else 0


def end_nodes(world):
    broken = []
    for node in world.nodes:
        node.process.terminate()
    for node in world.nodes:
        code = node.process.wait(timeout=30)
        if code != 0:
            broken.append("node %d ended with %d after SIGTERM" % (node.number, code))
    return broken


if __name__ == "__main__":
    sys.exit(main())
