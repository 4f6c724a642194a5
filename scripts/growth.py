#!/usr/bin/env python3
"""The arithmetic of docs/growth.md: what 300 thousand, 3, 30 and 300 million drivers need, from the figures below. Change a figure, run
it again, and the document follows.

  scripts/growth.py                          prints the tables
  scripts/growth.py --write docs/growth.md   puts them between the document's marks
  scripts/growth.py --check docs/growth.md   fails if the document says something else
"""
import argparse, math, sys

# What drivers do. Assumptions: replace them by a pilot's counts.
ACTIVE_PER_DAY = 0.02       # share of drivers who write on a day
TURNS_PER_ACTIVE = 12       # a complaint told to its end is ten messages; then news and questions
TICKETS_PER_ACTIVE = 0.4
HEARD = 0.5                 # share of drivers who have ever written
PHOTOS_PER_TICKET = 0.5
PEAK_OVER_MEAN = 10         # busiest second of an ordinary day over the day's mean
STORM = 5                   # a day on which everybody writes: times the ordinary peak

# What one machine does. Measured: docs/performance.md, two cores for nodes, PostgreSQL and load together.
TURNS_PER_SECOND_DATABASE = 4400  # durable turns/s that one PostgreSQL commits
TURNS_PER_SECOND_NODE = 3800      # one node behind HAProxy
FULL = 0.5                        # no machine is planned above this share of what it was measured to do
BYTES_PER_TURN = 570              # row and index; both sides of what was said
BYTES_PER_CONVERSATION = 1340     # who it is with and where it stands
BYTES_PER_TICKET = 4000           # with its log and its forward; estimated
BYTES_PER_PHOTO = 400_000         # estimated

# What is kept, and what it costs. Prices are placeholders of the right order, in yuan: put in your contract's.
TRANSCRIPT_MONTHS = 36
COPIES = 2                  # a primary and one standby
NODE_YEAR = 3_000           # 2 cores, 4 GB
DATABASE_YEAR = 20_000      # 8 cores, 32 GB, one copy of one shard
GB_YEAR = 12
SPARE = 1                   # nodes that may be lost without being missed

STAGES = [300_000, 3_000_000, 30_000_000, 300_000_000]


def number(value):
    return format(int(round(value)), ",")


def people(value):
    return "%g million" % (value / 1e6) if value >= 1_000_000 else "%g thousand" % (value / 1e3)


def storage(gb):
    if gb >= 1000:
        return "%s TB" % number(gb / 1000) if gb >= 10_000 else "%.1f TB" % (gb / 1000)
    return "%s GB" % number(gb) if gb >= 10 else "%.1f GB" % gb


class Stage:
    def __init__(self, drivers):
        self.drivers = drivers
        self.turns_day = drivers * ACTIVE_PER_DAY * TURNS_PER_ACTIVE
        self.tickets_day = drivers * ACTIVE_PER_DAY * TICKETS_PER_ACTIVE
        self.mean = self.turns_day / 86_400
        self.peak = self.mean * PEAK_OVER_MEAN
        self.storm = self.peak * STORM
        self.nodes = max(2, math.ceil(self.storm / (TURNS_PER_SECOND_NODE * FULL)) + SPARE)
        self.shards = max(1, math.ceil(self.storm / (TURNS_PER_SECOND_DATABASE * FULL)))
        self.turns_year = self.turns_day * 365
        self.turns_gb_year = self.turns_year * BYTES_PER_TURN / 1e9
        self.gb_year = self.turns_gb_year + self.tickets_day * 365 * BYTES_PER_TICKET / 1e9
        self.heads_gb = drivers * HEARD * BYTES_PER_CONVERSATION / 1e9
        self.photo_gb_year = self.tickets_day * 365 * PHOTOS_PER_TICKET * BYTES_PER_PHOTO / 1e9
        self.gb_kept = (self.gb_year * COPIES + self.photo_gb_year) * TRANSCRIPT_MONTHS / 12 + self.heads_gb * COPIES
        self.partition_gb = self.turns_gb_year / 12 / self.shards
        self.cost_year = self.nodes * NODE_YEAR + self.shards * COPIES * DATABASE_YEAR + self.gb_kept * GB_YEAR
        self.cost_million = self.cost_year / (self.turns_year / 1e6)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def text():
    stages = [Stage(drivers) for drivers in STAGES]
    head = ["drivers"] + [people(s.drivers) for s in stages]

    def row(name, show):
        return [name] + [show(s) for s in stages]

    lines = table(head, [
        row("turns a day", lambda s: number(s.turns_day)),
        row("tickets a day", lambda s: number(s.tickets_day)),
        row("turns/s: mean", lambda s: "%.1f" % s.mean),
        row("turns/s: ordinary peak", lambda s: number(s.peak)),
        row("turns/s: storm, what is planned for", lambda s: number(s.storm)),
        row("nodes (one to spare)", lambda s: number(s.nodes)),
        row("database shards", lambda s: number(s.shards)),
        row("database machines with standbys", lambda s: number(s.shards * COPIES)),
        row("database growth a year, one copy", lambda s: storage(s.gb_year)),
        row("conversations, one copy", lambda s: storage(s.heads_gb)),
        row("photos a year", lambda s: storage(s.photo_gb_year)),
        row("stored after %d months, all copies" % TRANSCRIPT_MONTHS, lambda s: storage(s.gb_kept)),
        row("one month's partition of one shard", lambda s: "%.1f GB" % s.partition_gb),
        row("cost a year, yuan", lambda s: number(s.cost_year)),
        row("cost of a million turns, yuan", lambda s: number(s.cost_million)),
    ])
    lines += ["", "From: %g %% of drivers write on a day, %d turns each, %g tickets; peak %d × mean, storm %d × peak; %s turns/s a database and "
              "%s a node as measured, planned to %d %%; %s bytes a turn and %s a conversation as measured, %s a ticket and %s a photo as "
              "estimated; %d months kept in %d copies; a node %s, a database machine %s, a gigabyte %d yuan a year." %
              (ACTIVE_PER_DAY * 100, TURNS_PER_ACTIVE, TICKETS_PER_ACTIVE, PEAK_OVER_MEAN, STORM, number(TURNS_PER_SECOND_DATABASE),
               number(TURNS_PER_SECOND_NODE), FULL * 100, number(BYTES_PER_TURN), number(BYTES_PER_CONVERSATION),
               number(BYTES_PER_TICKET), number(BYTES_PER_PHOTO), TRANSCRIPT_MONTHS, COPIES, number(NODE_YEAR),
               number(DATABASE_YEAR), GB_YEAR)]
    return "\n".join(lines) + "\n"


def parts(path):
    with open(path, encoding="utf-8") as f:
        whole = f.read()
    head, rest = whole.split("<!-- growth -->\n")
    inside, tail = rest.split("<!-- /growth -->")
    return head, inside, tail


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", metavar="FILE")
    parser.add_argument("--check", metavar="FILE")
    args = parser.parse_args()
    if args.write:
        head, _, tail = parts(args.write)
        with open(args.write, "w", encoding="utf-8") as f:
            f.write(head + "<!-- growth -->\n" + text() + "<!-- /growth -->" + tail)
        return 0
    if args.check:
        same = parts(args.check)[1] == text()
        if not same:
            print("%s does not say what scripts/growth.py prints: run scripts/growth.py --write %s" % (args.check, args.check))
        print("growth: %d passed, %d failed" % (same, not same))
        return 0 if same else 1
    print(text(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
