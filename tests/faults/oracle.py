"""Judges a run by what it left behind: the ledgers, the tables, and what the services answer now.

Every complaint is "rule: what is wrong". The rules:

  lost        a COMMITTED receipt without its one row in roundtable.submission, or with other bytes there
  unasked     a row in roundtable.submission that no INTENT announced
  unanswered  an intent that never got a receipt
  unexpected  a receipt whose state is not what such a submission must get, or a Failure
  receipt     a receipt that is not, byte for byte, the one which was given before
  outcomes    outcomes that don't add up, or are other ones than the history of the fact allows
  current     a fact with more than one current version
  overlap     versions of a fact that overlap in recorded time, or don't follow each other in it
  history     versions that are not exactly those which the submissions, in the order of their record times, make
  order       record times, numbers of submissions and published cutoffs that are not in one order
  cutoff      an answer at a published cutoff that changed
  service     a service that doesn't answer, ended by itself, said something alarming, or took too much
"""
import hashlib
import random
import time
from collections import defaultdict
from datetime import datetime

import ledger
import witness
from client import Client, envelope, receipt as receipts, submission as submissions

COMMITTED = 'COMMITTED'
RESEND_WINDOW = 32
NOTES_ASKED_AGAIN = 80


def recorded_before(packed, sent_at):
    recorded_at = receipts.Receipt.FromString(packed).recorded_at.rstrip('Z')
    return bool(recorded_at) and datetime.fromisoformat(recorded_at + '+00:00').timestamp() < sent_at


class Evidence:
    """What is judged. `sql(statement)` gives rows as lists of texts."""

    def __init__(self, sql, ledgers, notes):
        self.sql = sql
        self.intents = {}                   # (organization, id, digest) -> entry
        self.receipts = defaultdict(list)   # the same -> [(state, bytes)]
        self.failures = []
        self.answers_lost = 0  # how often a receipt tells of a commit before the try that it answers
        for organization, path in ledgers:
            self._take(organization, ledger.read(path))
        self.notes = ledger.read(notes)
        self.failures += [(entry['id'], entry) for entry in self.notes if entry['what'] == 'failure']

    def _take(self, organization, entries):
        for entry in entries:
            key = organization, entry.get('id'), entry.get('digest')
            if entry['what'] == 'intent':
                known = self.intents.setdefault(key, dict(entry, expect=set()))
                known['expect'] |= set(entry['expect'])
            elif entry['what'] == 'receipt':
                packed = ledger.to_bytes(entry['bytes'])
                if entry['state'] == COMMITTED and not self.receipts[key]:
                    self.answers_lost += recorded_before(packed, entry['sent_at'])
                self.receipts[key].append((entry['state'], packed))
            elif entry['what'] == 'failure':
                self.failures.append((organization, entry))


class Stored:
    """One row of roundtable.submission."""

    COLUMNS = ("number, organization, submission_id, encode(digest, 'hex'), encode(bytes, 'hex'),"
               " encode(receipt, 'hex'), rows, inserted, revised, unchanged, rejected, ended,"
               " (extract(epoch FROM recorded_at) * 1000000)::bigint, coalesce(replaces, '')")

    def __init__(self, row):
        self.number, self.organization, self.name, self.digest = int(row[0]), row[1], row[2], row[3]
        self.bytes = bytes.fromhex(row[4])
        self.receipt_bytes = ledger.receipt_bytes(bytes.fromhex(row[5]))
        self.receipt = receipts.Receipt.FromString(self.receipt_bytes)
        self.counts = tuple(map(int, row[6:12]))
        self.recorded_us = int(row[12])
        self.replaces = row[13]
        self.key = self.organization, self.name, self.digest

    @classmethod
    def all(cls, sql):
        return [cls(row) for row in sql(f'SELECT {cls.COLUMNS} FROM roundtable.submission ORDER BY recorded_at')]


# --- receipts ---

def judge_receipts(evidence, stored):
    by_key = defaultdict(list)
    for row in stored:
        by_key[row.key].append(row)
    for key, given in evidence.receipts.items():
        committed = [packed for state, packed in given if state == COMMITTED]
        if committed and len(by_key[key]) != 1:
            yield f'lost: {key} has a COMMITTED receipt and {len(by_key[key])} rows'
        if len(set(committed)) > 1:
            yield f'receipt: {key} got {len(set(committed))} different COMMITTED receipts'
        if committed and by_key[key] and by_key[key][0].receipt_bytes != committed[0]:
            yield f'receipt: {key} got a receipt that is not the one that is stored'


def judge_rows(evidence, stored):
    for row in stored:
        intent = evidence.intents.get(row.key)
        if intent is None:
            yield f'unasked: {row.key} is stored and nobody intended it'
        elif ledger.to_bytes(intent['bytes']) != row.bytes or hashlib.sha256(row.bytes).hexdigest() != row.digest:
            yield f'lost: {row.key} is stored with other bytes than were sent'


def judge_answers(evidence):
    for organization, failure in evidence.failures:
        yield f'unexpected: {organization} {failure["id"]}: {failure["code"]}: {failure["message"]}'
    for key, intent in evidence.intents.items():
        states = {state for state, _ in evidence.receipts[key]}
        # What was rejected or came too late finds its id taken when it is sent once more.
        allowed = intent['expect'] | ({'CONFLICT'} if 'REJECTED' in intent['expect'] else set())
        if not states:
            yield f'unanswered: {key}'
        elif not states <= allowed:
            yield f'unexpected: {key} got {sorted(states)}, not only {sorted(allowed)}'


def adds_up(receipt):
    given = [list(receipt.outcomes).count(outcome) for outcome in
             (receipts.INSERTED, receipts.REVISED, receipts.UNCHANGED, receipts.ROW_REJECTED)]
    counts = [receipt.inserted, receipt.revised, receipt.unchanged, receipt.rejected]
    return given == counts and sum(counts) == receipt.rows


def judge_outcomes(evidence, stored):
    for key, given in evidence.receipts.items():
        for state, packed in set(given):
            receipt = receipts.Receipt.FromString(packed)
            if state in (COMMITTED, 'REJECTED') and not adds_up(receipt):
                yield f'outcomes: the {state} receipt of {key} does not add up'
            if state == COMMITTED and receipt.digest.hex() != key[2]:
                yield f'lost: the COMMITTED receipt of {key} has the digest {receipt.digest.hex()}'
    for row in stored:
        r = row.receipt
        if (r.rows, r.inserted, r.revised, r.unchanged, r.rejected, r.ended) != row.counts \
                or sum(row.counts[1:5]) != row.counts[0]:
            yield f'outcomes: {row.key} is counted as {row.counts}, and otherwise in its receipt'


# --- history ---

class Version:
    def __init__(self, number, row_number, content, since):
        self.number, self.row_number, self.content, self.since = number, row_number, content, since
        self.until = 'infinity'

    def line(self, key):
        return (*key, *self.content, str(self.number), str(self.row_number), str(self.since), str(self.until))


def field_text(fact, name):
    value = getattr(fact, name)
    return value if isinstance(value, str) else '{' + ','.join(sorted(value)) + '}'


class History:
    """The facts that the stored submissions make, in their order."""

    def __init__(self):
        self.current = {}  # (kind, organization, key ...) -> Version
        self.versions = []  # (key, Version), all
        self.replaced = defaultdict(set)  # number -> itself and those it replaced, directly or not
        self.numbers = {}

    def row(self, stored, row, position):
        """Add one row; the outcome it must have."""
        kind = row.WhichOneof('fact')
        fact = getattr(row, kind)
        key = kind, stored.organization, *(field_text(fact, name) for name in ledger.KINDS[kind][0])
        content = tuple(field_text(fact, name) for name in ledger.KINDS[kind][1])
        self.reported.add(key)
        known = self.current.get(key)
        if known is not None and known.content == content:
            return receipts.UNCHANGED
        if known is not None:
            known.until = stored.recorded_us
        self.current[key] = Version(stored.number, row.number or position, content, stored.recorded_us)
        self.versions.append((key, self.current[key]))
        return receipts.INSERTED if known is None else receipts.REVISED

    def end_replaced(self, stored):
        earlier = self.replaced[self.numbers.get((stored.organization, stored.replaces))]
        gone = [key for key, version in self.current.items() if version.number in earlier and key not in self.reported]
        for key in gone:
            self.current.pop(key).until = stored.recorded_us
        return len(gone)

    def add(self, stored):
        """Outcomes and the number of ended facts that the submission must have."""
        self.reported = set()
        report = submissions.Submission.FromString(stored.bytes)
        outcomes = [receipts.ROW_REJECTED if getattr(row, row.WhichOneof('fact')).ref_area == 'Atlantis'
                    else self.row(stored, row, position) for position, row in enumerate(report.rows, 1)]
        ended = self.end_replaced(stored) if stored.replaces else 0
        number = stored.number
        self.numbers[stored.organization, stored.name] = number
        self.replaced[number] = {number} | self.replaced[self.numbers.get((stored.organization, stored.replaces))]
        return outcomes, ended


def column(kind, name):
    if name == 'value':
        return 'trim_scale(value)'
    return f"coalesce({name}, '{{}}')" if name == 'topics' else f"coalesce({name}, '')"


def versions_in(sql, kind):
    names = ', '.join(column(kind, name) for name in (*ledger.KINDS[kind][0], *ledger.KINDS[kind][1]))
    return sql(f"SELECT '{kind}', organization, {names}, submission, row_number,"
               ' (extract(epoch FROM recorded_from) * 1000000)::bigint, CASE WHEN recorded_to = \'infinity\''
               " THEN 'infinity' ELSE (extract(epoch FROM recorded_to) * 1000000)::bigint::text END"
               f' FROM roundtable.{kind}')


def judge_history(evidence, stored):
    history = History()
    for row in stored:
        outcomes, ended = history.add(row)
        if outcomes != list(row.receipt.outcomes):
            yield f'outcomes: {row.key} should have {outcomes} and has {list(row.receipt.outcomes)}'
        if ended != row.receipt.ended:
            yield f'outcomes: {row.key} should have ended {ended} facts and has ended {row.receipt.ended}'
    expected = sorted(version.line(key) for key, version in history.versions)
    found = sorted(tuple(line) for kind in ledger.KINDS for line in versions_in(evidence.sql, kind))
    if expected != found:
        missing, extra = set(expected) - set(found), set(found) - set(expected)
        yield (f'history: {len(found)} versions instead of {len(expected)}; {len(missing)} missing, such as '
               f'{sorted(missing)[:2]}; {len(extra)} too many, such as {sorted(extra)[:2]}')


def judge_versions(evidence):
    for kind in ledger.KINDS:
        for fact_key, n in evidence.sql(f"SELECT fact_key, count(*) FROM roundtable.{kind}"
                                        " WHERE recorded_to = 'infinity' GROUP BY fact_key HAVING count(*) > 1"):
            yield f'current: {kind} {fact_key} has {n} current versions'
        for (fact_key,) in evidence.sql(
                'SELECT DISTINCT fact_key FROM (SELECT fact_key, recorded_from, recorded_to,'
                f' lag(recorded_from) OVER w, lag(recorded_to) OVER w FROM roundtable.{kind}'
                ' WINDOW w AS (PARTITION BY fact_key ORDER BY recorded_from, recorded_to))'
                ' AS v (fact_key, since, until, since_before, until_before)'
                ' WHERE since >= until OR since <= since_before OR since < until_before'):
            yield f'overlap: versions of {kind} {fact_key} overlap'


def judge_order(evidence, stored):
    numbers = [row.number for row in stored]
    if numbers != sorted(numbers) or len({row.recorded_us for row in stored}) != len(stored):
        yield 'order: numbers of submissions and record times are not in one order'
    for (cutoff,) in evidence.sql('SELECT cutoff FROM (SELECT cutoff, published_at, lag(published_at) OVER'
                                  ' (ORDER BY cutoff) FROM roundtable.cutoff) AS c (cutoff, at, before)'
                                  ' WHERE at < before'):
        yield f'order: cutoff {cutoff} was published before an earlier one'
    if evidence.sql('SELECT 1 WHERE (SELECT max(recorded_at) FROM roundtable.submission)'
                    ' > (SELECT max(cutoff) FROM roundtable.cutoff)'):
        yield 'order: the last submission is in no published cutoff'


def judge_notes(notes):
    """Notes of the same cutoff and question must be the same."""
    seen = defaultdict(set)
    for note in notes:
        if note['what'] == 'note':
            seen[note['cutoff'], note['question']].add(note['digest'])
    for (cutoff, question), digests in seen.items():
        if len(digests) > 1:
            yield f'cutoff: "{question}" at {cutoff} was answered in {len(digests)} ways'


def judge_records(evidence):
    """All that ledgers and tables tell by themselves. Nothing may be under way."""
    stored = Stored.all(evidence.sql)
    return [*judge_receipts(evidence, stored), *judge_rows(evidence, stored), *judge_answers(evidence),
            *judge_outcomes(evidence, stored), *judge_history(evidence, stored), *judge_versions(evidence),
            *judge_order(evidence, stored), *judge_notes(evidence.notes)]


# --- what the services say now ---

class Resender:
    """Sends many submissions again, several at a time."""

    def __init__(self, endpoint):
        self.client = Client(endpoint)
        self.asked = {}

    def send(self, key, packed):
        self.asked[self.client.send(submit=dict(submission=packed))] = key, packed

    def receive(self):
        """(key, packed Envelope) of the next answer that is not Busy."""
        while True:
            if not self.client.socket.poll(30000):
                return None, None
            packed = self.client.socket.recv()
            answer = envelope.Envelope.FromString(packed)
            key, sent = self.asked.pop(answer.id)
            if answer.WhichOneof('body') != 'busy':
                return key, packed
            time.sleep(0.1)
            self.send(key, sent)


def judge_resends(evidence, endpoint):
    """Every submission once more: the receipt is the one that was given."""
    resender = Resender(endpoint)
    todo = [(key, ledger.to_bytes(intent['bytes'])) for key, intent in evidence.intents.items()]
    while todo or resender.asked:
        while todo and len(resender.asked) < RESEND_WINDOW:
            resender.send(*todo.pop())
        key, packed = resender.receive()
        if key is None:
            yield f'service: {len(resender.asked)} submissions that were sent again got no answer'
            break
        given = {packed for state, packed in evidence.receipts[key] if state == COMMITTED}
        got = ledger.receipt_bytes(packed)
        state = ledger.STATES[receipts.Receipt.FromString(got).state] if got else 'no receipt'
        if given and got not in given:
            yield f'receipt: {key}, sent again, got another receipt: {state}'
        if not given and state == COMMITTED and COMMITTED not in evidence.intents[key]['expect']:
            yield f'unexpected: {key}, sent again, got {state}'
    resender.client.close()


def judge_answers_again(evidence, asker, rng):
    """What was answered at old cutoffs is answered still."""
    notes = list({(note['cutoff'], note['question']): note
                  for note in evidence.notes if note['what'] == 'note'}.values())
    for note in rng.sample(notes, min(NOTES_ASKED_AGAIN, len(notes))):
        try:
            now = asker.digest(note['cutoff'], note['question'])
        except (witness.NoAnswer, witness.Refused) as why:
            yield f'service: "{note["question"]}" at {note["cutoff"]} is not answered any more: {why!r}'
            continue
        if now != note['digest']:
            yield f'cutoff: "{note["question"]}" at {note["cutoff"]} is answered otherwise now'


def judge_services(evidence, endpoint, asker, seed=1):
    return [*judge_resends(evidence, endpoint), *judge_answers_again(evidence, asker, random.Random(f'{seed}/again'))]
