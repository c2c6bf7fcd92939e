#!/usr/bin/python3
"""Writes down during a run what was answered at which cutoff: one process, one ledger.

    witness.py LEDGER AGGREGATOR REPORTER CONNINFO EDITION --seed N

A NOTE is (cutoff, question, digest of the answer). Old cutoffs are asked again now and then; the oracle does the same
at the end. Busy and silence are passed over: a witness promises nothing.
"""
import argparse
import hashlib
import random
import signal
import subprocess
import sys
import time

import ledger
from client import Client, Timeout, edition, question

# One digest of everything that is recorded up to a cutoff, straight from the tables.
SQL_DIGEST = "SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (" + ' UNION ALL '.join(
    [f"SELECT '{kind} ' || fact_key || content || submission || recorded_from FROM roundtable.{kind}"
     " WHERE recorded_from <= '{cutoff}' AND recorded_to > '{cutoff}'" for kind in ledger.KINDS]
    + ["SELECT organization || submission_id || encode(digest, 'hex') || recorded_at FROM roundtable.submission"
       " WHERE recorded_at <= '{cutoff}'"]) + ') AS known (line)'
QUESTIONS = [f'facts {kind}' for kind in ledger.KINDS] + ['count law', 'count treaty', 'report', 'tables']


class NoAnswer(Exception):
    """Busy, silence, or a database that is away."""


class Refused(Exception):
    """A Failure."""


class Asker:
    """Asks the services, and the tables themselves, what is known at a cutoff."""

    def __init__(self, aggregator, reporter, conninfo, edition_code, timeout_s=5):
        self.endpoints = {'aggregator': aggregator, 'reporter': reporter}
        self.conninfo, self.edition, self.timeout_s = conninfo, edition_code, timeout_s
        self.clients = {}

    def ask(self, service, **body):
        client = self.clients.get(service)
        if client is None:
            client = self.clients[service] = Client(self.endpoints[service], self.timeout_s)
        try:
            answer = client.ask(**body)
        except Timeout as silence:
            self.clients.pop(service).close()
            raise NoAnswer() from silence
        if answer.WhichOneof('body') == 'busy':
            raise NoAnswer()
        if answer.WhichOneof('body') == 'failure':
            raise Refused(f'{service}: {answer.failure.code}: {answer.failure.message}')
        return answer

    def answer(self, cutoff=None, **body):
        asked = question.Ask(**body)
        if cutoff:
            asked.cutoff = cutoff
        return self.ask('aggregator', ask=asked).answer

    def newest_cutoff(self):
        return self.answer(newest_cutoff={}).cutoff

    def facts(self, cutoff, kind):
        sha, after = hashlib.sha256(), None
        while True:
            query = question.FactsQuestion(kind=kind, limit=700)
            if after:
                query.after = after
            answer = self.answer(cutoff, facts=query)
            sha.update(answer.SerializeToString())
            after = answer.facts.next
            if not after:
                return sha.hexdigest()

    def tables(self, cutoff):
        done = subprocess.run(['psql', '-XAtc', SQL_DIGEST.replace('{cutoff}', cutoff), self.conninfo],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise NoAnswer()
        return done.stdout.strip()

    def digest(self, cutoff, what):
        """What is answered at cutoff to one of QUESTIONS, digested."""
        if what.startswith('facts '):
            return self.facts(cutoff, what.split()[1])
        if what == 'tables':
            return self.tables(cutoff)
        if what == 'report':
            query = edition.ReportQuery(edition=self.edition, format=edition.FORMAT_JSON, cutoff=cutoff)
            return hashlib.sha256(self.ask('reporter', report_query=query).report.content).hexdigest()
        query = dict(kind='law', topic='bullying') if what == 'count law' else \
            dict(kind='treaty_action', instrument='OPSC')
        answer = self.answer(cutoff, count=dict(reference_date='2016-05-30', by_group=True, **query))
        return hashlib.sha256(answer.SerializeToString()).hexdigest()

    def close(self):
        for client in self.clients.values():
            client.close()


def watch(asker, notes, rng, stopping):
    cutoffs = []
    while not stopping:
        time.sleep(rng.uniform(0.05, 0.4))
        try:
            newest = asker.newest_cutoff()
            if not cutoffs or cutoffs[-1] != newest:
                cutoffs.append(newest)
            for cutoff in (newest, rng.choice(cutoffs)):
                for what in rng.sample(QUESTIONS, 2) if rng.random() < 0.7 else ['tables']:
                    notes.write(what='note', cutoff=cutoff, question=what, digest=asker.digest(cutoff, what))
        except NoAnswer:
            continue
        except Refused as refused:
            notes.write(what='failure', id='', code='refused', message=str(refused))


def main():
    parser = argparse.ArgumentParser()
    for name in ('ledger', 'aggregator', 'reporter', 'conninfo', 'edition'):
        parser.add_argument(name)
    parser.add_argument('--seed', type=int, required=True)
    options = parser.parse_args()
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    asker = Asker(options.aggregator, options.reporter, options.conninfo, options.edition)
    with ledger.Ledger(options.ledger) as notes:
        watch(asker, notes, random.Random(f'{options.seed}/witness'), stopping)
    asker.close()


if __name__ == '__main__':
    sys.exit(main())
