#!/usr/bin/python3
"""An organization that reports and never gives up: one process, one ledger.

    organization.py ORGANIZATION MEMBER LEDGER ENDPOINT --seed N [--count N]

Before sending, the ledger gets an INTENT with the bytes; after receiving, the RECEIPT as it came. Busy, silence and
a lost connection are met by sending the same bytes again. Started again with the same ledger (it may have been
killed), it goes on where that ends. On SIGTERM it reports nothing new, waits for the receipts that are due, and ends.

What is reported depends on seed, organization, member and position, and, where it refers to an earlier submission, on
what has come of those so far: revisions of the same facts, atomic and best
effort, right and wrong, replacing, nil, ids used again with the same and with other bytes, and ids for which the
two members of an organization compete.
"""
import argparse
import random
import signal
import sys
import time

import ledger
from client import Client, digest, envelope, report

AREAS = ('ALB ARG AUT BEL BGD BOL BRA CHL COL CRI DNK DOM ECU EGY ESP EST FIN FRA GHA GTM '
         'HND IND ITA JOR KEN LVA MAR NIC NOR NPL PAN PER POL PRY SLV SWE TUN UGA URY ZMB').split()
WINDOW = 4
SILENCE_S = (0.8, 1.6)
PAUSE_S = (0.0, 0.08)


def some_fact(rng):
    kind = rng.choices(list(ledger.KINDS), (5, 3, 2))[0]
    area = rng.choice(AREAS)
    if kind == 'observation':
        return kind, dict(ref_area=area, indicator='PT_F_20-24_MRD_U18', time_period=str(rng.randint(2005, 2012)),
                          sex='F', age='Y20T24', source='survey')
    if kind == 'law':
        return kind, dict(ref_area=area, title=f'Act {rng.randint(1, 3)}',
                          stage=rng.choice(['introduced', 'adopted', 'in_force']), source='gazette')
    return kind, dict(ref_area=area, instrument=rng.choice(['OPSC', 'CRC']), action='ratification',
                      reference=f'C.N.{rng.randint(1, 3)}', source='depositary')


def some_values(rng, kind):
    """Few values, so that the same ones come again."""
    which = rng.randint(0, 3)
    if kind == 'observation':
        return dict(value=('7', '12.5', '28.257', '0.004')[which], footnote=f'wave {rng.randint(1, 2)}')
    if kind == 'law':
        return dict(date=('2003', '2004-05', '2005-06-07', '2010-12-31')[which],
                    topics=[['bullying'], ['bullying', 'online'], ['child_marriage'], ['online']][which])
    return dict(date=('2003-01-02', '2004-05-06', '2005-06-07', '2010-12-31')[which], note=f'text {which}')


def some_rows(rng, n):
    rows = {}
    while len(rows) < n:
        kind, key = some_fact(rng)
        rows[kind, *key.values()] = kind, {**key, **some_values(rng, kind)}
    return list(rows.values())


def some_count(rng):
    return rng.choices([1, rng.randint(2, 10), rng.randint(11, 60), rng.randint(100, 350)], (3, 5, 4, 1))[0]


class Item:
    """One submission on its way."""

    def __init__(self, name, packed, expect, chain=False):
        self.name, self.packed, self.expect, self.chain = name, packed, expect, chain
        self.digest = digest(packed).hex()
        self.silent_at = self.again_at = None


class Plan:
    """What to report at which position. Knows what came of earlier positions, for those that refer to them."""

    def __init__(self, organization, member, seed):
        self.organization, self.member, self.seed = organization, member, seed
        self.committed = []  # items
        self.rejected = []   # names, free again
        self.chain_head = None
        self.chain_open = False

    def item(self, position):
        rng = random.Random(f'{self.seed}/{self.organization}/{self.member}/{position}')
        name = f'{self.member}-{position}'
        ways = [self.plain, self.best_effort, self.wrong, self.mended, self.replacing, self.nil, self.repeated,
                self.clashing, self.shared]
        way = rng.choices(ways, (30, 12, 6, 5, 12, 2, 6, 4, 8))[0]
        return way(rng, name) or self.plain(rng, name)

    def pack(self, name, rows=(), **fields):
        return report(self.organization, name, rows, **fields).SerializeToString()

    def plain(self, rng, name):
        return Item(name, self.pack(name, some_rows(rng, some_count(rng))), ['COMMITTED'])

    def spoilt(self, rng, rows):
        """Some rows, at least one and not all, made wrong."""
        for row in rng.sample(rows, max(1, len(rows) // 8)):
            row[1]['ref_area'] = 'Atlantis'
        return rows

    def best_effort(self, rng, name):
        rows = self.spoilt(rng, some_rows(rng, 1 + some_count(rng)))
        return Item(name, self.pack(name, rows, best_effort=True), ['COMMITTED'])

    def wrong(self, rng, name):
        return Item(name, self.pack(name, self.spoilt(rng, some_rows(rng, 1 + some_count(rng)))), ['REJECTED'])

    def mended(self, rng, name):
        """A rejected submission's id, which is free again, with other rows."""
        return self.plain(rng, self.rejected.pop(0)) if self.rejected else None

    def replacing(self, rng, name):
        """The next of a chain of submissions about facts that no other submission has."""
        if self.chain_open:
            return None
        self.chain_open = True
        rows = [('law', dict(ref_area=area, title='Code', stage='adopted', source=f'chain of {self.member}',
                             **some_values(rng, 'law'))) for area in rng.sample(AREAS, rng.randint(1, 30))]
        fields = {'replaces': self.chain_head} if self.chain_head else {}
        return Item(name, self.pack(name, rows, **fields), ['COMMITTED'], chain=True)

    def nil(self, rng, name):
        return Item(name, self.pack(name, nil={'note': 'nothing to report'}), ['COMMITTED'])

    def repeated(self, rng, name):
        earlier = rng.choice(self.committed) if self.committed else None
        return earlier and Item(earlier.name, earlier.packed, ['COMMITTED'])

    def clashing(self, rng, name):
        earlier = rng.choice(self.committed) if self.committed else None
        return earlier and Item(earlier.name, self.pack(earlier.name, some_rows(rng, 3), edition='clash'), ['CONFLICT'])

    def shared(self, rng, name):
        """Both members use this id: for even numbers with the same bytes, for odd ones with their own."""
        number = int(name.split('-')[1]) // 8
        mine = random.Random(f'{self.seed}/{self.organization}/{self.member if number % 2 else ""}/shared/{number}')
        shared = f'shared-{number}'
        packed = self.pack(shared, some_rows(mine, 5), edition=f'of-{self.member}' if number % 2 else 'of-both')
        return Item(shared, packed, ['COMMITTED', 'CONFLICT'] if number % 2 else ['COMMITTED'])

    def settled(self, item, state):
        if state == 'COMMITTED':
            self.committed.append(item)
        elif state == 'REJECTED':
            self.rejected.append(item.name)
        if item.chain:
            self.chain_head, self.chain_open = item.name, False


class Organization:
    def __init__(self, options):
        self.endpoint = options.endpoint
        self.plan = Plan(options.organization, options.member, options.seed)
        self.position = 0
        self.open = []      # items without a receipt
        self.asked = {}     # envelope id -> item
        self.stopping = False
        self.resume(ledger.read(options.ledger))
        self.left = options.count - self.position if options.count else None
        self.ledger = ledger.Ledger(options.ledger)
        self.rng = random.Random(f'{options.seed}/{options.organization}/{options.member}/pace/{self.position}')
        self.client = Client(self.endpoint)

    def resume(self, entries):
        for entry in entries:
            if entry['what'] == 'intent':
                item = Item(entry['id'], ledger.to_bytes(entry['bytes']), entry['expect'], entry['chain'])
                self.plan.chain_open |= item.chain
                if item.name in self.plan.rejected:
                    self.plan.rejected.remove(item.name)
                self.open.append(item)
                self.position += 1
            elif entry['what'] == 'receipt':
                self.settle(next((i for i in self.open if (i.name, i.digest) == (entry['id'], entry['digest'])), None),
                            entry['state'])

    def settle(self, item, state):
        if item in self.open:
            self.open.remove(item)
            self.plan.settled(item, state)

    def send(self, item):
        item.again_at = None
        item.silent_at = time.monotonic() + self.rng.uniform(*SILENCE_S)
        for _ in range(2 if self.rng.random() < 0.15 else 1):
            sent_at = time.time()
            self.asked[self.client.send(submit=dict(submission=item.packed))] = item, sent_at

    def add(self):
        """Some new items, sent in any order."""
        room = WINDOW - len(self.open)
        if self.stopping or room <= 0 or self.left == 0:
            return
        new = []
        for _ in range(self.rng.randint(1, room if self.left is None else min(room, self.left))):
            item = self.plan.item(self.position)
            self.position += 1
            self.left = self.left and self.left - 1
            self.ledger.write(what='intent', id=item.name, digest=item.digest, expect=item.expect, chain=item.chain,
                              bytes=ledger.to_text(item.packed))
            new.append(item)
        self.open += new
        self.rng.shuffle(new)
        for item in new:
            self.send(item)

    def send_again(self):
        now = time.monotonic()
        if any(item.silent_at and item.silent_at <= now for item in self.open):
            self.client.close()
            self.client = Client(self.endpoint)
            for item in self.open:
                self.send(item)
        for item in self.open:
            if item.silent_at is None and (item.again_at is None or item.again_at <= now):
                self.send(item)

    def take(self, packed):
        answer = envelope.Envelope.FromString(packed)
        item, sent_at = self.asked.get(answer.id, (None, 0))
        kind = answer.WhichOneof('body')
        if item is None:
            self.ledger.write(what='failure', id='', code='unknown answer', message=str(answer)[:500])
        elif kind == 'receipt':
            state = ledger.STATES[answer.receipt.state]
            self.ledger.write(what='receipt', id=item.name, digest=item.digest, state=state, sent_at=sent_at,
                              bytes=ledger.to_text(ledger.receipt_bytes(packed)))
            self.settle(item, state)
        elif kind == 'busy':
            item.silent_at = None
            item.again_at = time.monotonic() + answer.busy.retry_after_ms / 1000
        else:
            self.ledger.write(what='failure', id=item.name, code=answer.failure.code, message=answer.failure.message)

    def run(self):
        while self.open or not (self.stopping or self.left == 0):
            self.add()
            self.send_again()
            until = time.monotonic() + self.rng.uniform(*PAUSE_S)
            while self.client.socket.poll(max(0, 1000 * (until - time.monotonic()))):
                self.take(self.client.socket.recv())
        self.ledger.write(what='end', position=self.position)

    def stop(self, *_):
        self.stopping = True


def main():
    parser = argparse.ArgumentParser()
    for name in ('organization', 'member', 'ledger', 'endpoint'):
        parser.add_argument(name)
    parser.add_argument('--seed', type=int, required=True)
    parser.add_argument('--count', type=int)
    organization = Organization(parser.parse_args())
    signal.signal(signal.SIGTERM, organization.stop)
    organization.run()


if __name__ == '__main__':
    sys.exit(main())
