"""The oracle complains: each test plants what a bug would leave behind, and names the rule that must find it."""
import pathlib
import shutil
import tempfile
import unittest

import ledger
import oracle
from client import Client, digest, receipt as receipts, report
from house import main
from storm import Storm

S = 'roundtable.submission'
# A receipt ends with recorded_at: another digit before its Z.
OTHER_TIME = 'receipt = set_byte(receipt, length(receipt) - 2, 48 + (get_byte(receipt, length(receipt) - 2) - 47) % 10)'
SOME = f'(SELECT min(number) FROM {S} WHERE rows > 0)'


class Oracle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.storm = Storm(seed=5)
        cls.addClassCleanup(cls.storm.close)
        cls.storm.start_load(count=20)
        cls.storm.finish_load(stop=False)
        cls.sql = staticmethod(cls.storm.house.sql)
        cls.scratch = pathlib.Path(tempfile.mkdtemp(dir=cls.storm.directory))

    def evidence(self, *more, notes=()):
        """What the load left behind, and ledgers with more entries for an organization."""
        ledgers = self.storm.ledgers()
        for position, (organization, entries) in enumerate(more):
            path = self.scratch / f'{self.id()}-{position}'
            with ledger.Ledger(path) as forged:
                for entry in entries:
                    forged.write(**entry)
            ledgers.append((organization, path))
        noted = self.scratch / f'{self.id()}-notes'
        shutil.copy(self.storm.notes(), noted)
        with ledger.Ledger(noted) as forged:
            for note in notes:
                forged.write(**note)
        return oracle.Evidence(self.sql, ledgers, noted)

    def services_complaints(self):
        asker = self.storm.asker()
        self.addCleanup(asker.close)
        return oracle.judge_services(self.evidence(), self.storm.proxies['clients'].endpoint, asker)

    def assert_rule(self, rule, complaints):
        self.assertIn(rule, {complaint.split(':')[0] for complaint in complaints}, complaints[:5])

    def plant(self, rule, do, undo, judge=None):
        """Run the statement, judge, and run the other statement, after which all must be well again."""
        self.sql(do)
        try:
            complaints = judge() if judge else oracle.judge_records(self.evidence())
        finally:
            self.sql(undo)
        self.assert_rule(rule, complaints)
        self.assertEqual(oracle.judge_records(self.evidence()), [])

    def plant_in_row(self, rule, table, change, where='true', judge=None):
        """Change one row of a table, and put it back afterwards."""
        chosen = self.sql(f'SELECT ctid FROM {table} WHERE {where} ORDER BY 1 LIMIT 1')[0][0]
        self.plant(rule, f"CREATE TABLE public.kept AS SELECT * FROM {table} WHERE ctid = '{chosen}';"
                         f"CREATE TABLE public.changed AS TABLE public.kept; UPDATE public.changed SET {change};"
                         f"DELETE FROM {table} WHERE ctid = '{chosen}'; INSERT INTO {table} TABLE public.changed",
                   f'DELETE FROM {table} AS t USING public.changed AS c WHERE t = c;'
                   f'INSERT INTO {table} TABLE public.kept; DROP TABLE public.kept, public.changed', judge)

    # --- nothing planted ---

    def test_without_a_bug_it_does_not_complain(self):
        self.assertEqual(self.storm.complaints, [])
        self.assertEqual(oracle.judge_records(self.evidence()), [])
        self.assertEqual(self.services_complaints(), [])

    def test_the_load_has_what_the_rules_are_about(self):
        sums = self.sql(f'SELECT sum(inserted) > 0, sum(revised) > 0, sum(unchanged) > 0, sum(rejected) > 0,'
                        f' sum(ended) > 0, bool_or(nil), bool_or(best_effort) FROM {S}')
        self.assertEqual(sums, [['t'] * 7])
        states = {state for given in self.evidence().receipts.values() for state, _ in given}
        self.assertEqual(states, {'COMMITTED', 'REJECTED', 'CONFLICT'})

    # --- submissions ---

    def test_a_lost_submission(self):
        self.plant('lost', f'CREATE TABLE public.kept AS SELECT * FROM {S} WHERE number = {SOME};'
                           f'DELETE FROM {S} WHERE number = {SOME}',
                   f'INSERT INTO {S} TABLE public.kept; DROP TABLE public.kept')

    def test_a_submission_that_is_stored_twice(self):
        self.plant('lost', f'ALTER TABLE {S} DROP CONSTRAINT submission_id_once;'
                           f'CREATE TABLE public.kept AS SELECT * FROM {S} WHERE number = {SOME};'
                           "UPDATE public.kept SET number = 1000000, recorded_at = '2100-01-01';"
                           f'INSERT INTO {S} TABLE public.kept',
                   f'DELETE FROM {S} WHERE number = 1000000; DROP TABLE public.kept;'
                   f'ALTER TABLE {S} ADD CONSTRAINT submission_id_once UNIQUE (organization, submission_id)')

    def test_a_changed_digest(self):
        self.plant_in_row('lost', S, "digest = set_byte(digest, 7, get_byte(digest, 7) # 1)", 'rows > 0')

    def test_changed_bytes(self):
        self.plant_in_row('lost', S, 'bytes = set_byte(bytes, length(bytes) - 1, 33)', 'nil')

    def test_a_changed_receipt(self):
        self.plant_in_row('receipt', S, OTHER_TIME, 'nil')

    def test_outcomes_that_are_counted_otherwise_than_in_the_receipt(self):
        self.plant_in_row('outcomes', S, 'inserted = inserted + 1, unchanged = unchanged - 1', 'unchanged > 0')

    def test_a_client_that_forgets_what_it_sent(self):
        with Client(self.storm.proxies['clients'].endpoint) as client:
            answer = client.submit(report('COE', 'not-in-any-ledger', nil={'note': 'n'}))
        self.assertEqual(answer.receipt.state, receipts.COMMITTED)
        try:
            self.assert_rule('unasked', oracle.judge_records(self.evidence()))
        finally:
            self.sql(f"DELETE FROM {S} WHERE submission_id = 'not-in-any-ledger'")

    # --- receipts ---

    def forged(self, said, **fields):
        """A ledger with an intent that was never sent, and a receipt that was never given."""
        packed = report('COE', 'forged', nil={'note': 'n'}).SerializeToString()
        both = dict(id='forged', digest=digest(packed).hex())
        given = receipts.Receipt(organization='COE', submission_id='forged', digest=digest(packed), rows=0, **fields)
        entries = [dict(both, what='intent', expect=['COMMITTED'], chain=False, bytes=ledger.to_text(packed))]
        if said:
            entries.append(dict(both, what='receipt', state=said, sent_at=0,
                                bytes=ledger.to_text(given.SerializeToString())))
        return 'COE', entries

    def test_a_receipt_for_what_is_not_stored(self):
        self.assert_rule('lost', oracle.judge_records(self.evidence(self.forged('COMMITTED', state=1))))

    def test_an_intent_without_a_receipt(self):
        self.assert_rule('unanswered', oracle.judge_records(self.evidence(self.forged(None))))

    def test_a_good_submission_that_is_rejected(self):
        self.assert_rule('unexpected', oracle.judge_records(self.evidence(self.forged('REJECTED', state=2))))

    def test_a_receipt_that_does_not_add_up(self):
        self.assert_rule('outcomes', oracle.judge_records(self.evidence(self.forged('COMMITTED', state=1, inserted=3))))

    def test_two_receipts_for_one_submission(self):
        organization, entries = self.forged('COMMITTED', state=1)
        second = self.forged('COMMITTED', state=1, ended=4)[1]
        self.assert_rule('receipt', oracle.judge_records(self.evidence((organization, entries + second[1:]))))

    def test_a_failure(self):
        failed = dict(what='failure', id='x', code='internal', message='m')
        self.assert_rule('unexpected', oracle.judge_records(self.evidence(('COE', [failed]))))

    def test_another_receipt_when_sent_again(self):
        self.plant_in_row('receipt', S, OTHER_TIME, 'nil', self.services_complaints)

    def test_a_submission_that_is_stored_anew_when_sent_again(self):
        # The fresh one must not stay: the tests that follow would complain about it.
        self.plant('receipt', f'CREATE TABLE public.kept AS SELECT * FROM {S} WHERE nil ORDER BY number LIMIT 1;'
                              f'DELETE FROM {S} WHERE number = (SELECT number FROM public.kept)',
                   f'DELETE FROM {S} AS s USING public.kept AS k WHERE s.organization = k.organization'
                   f' AND s.submission_id = k.submission_id; INSERT INTO {S} TABLE public.kept;'
                   'DROP TABLE public.kept', self.services_complaints)

    # --- history ---

    def test_two_current_versions(self):
        self.plant('current', 'CREATE TABLE public.kept AS SELECT * FROM roundtable.law'
                              " WHERE recorded_to = 'infinity' LIMIT 1; UPDATE public.kept SET ref_area = 'XXX';"
                              'INSERT INTO roundtable.law TABLE public.kept',
                   "DELETE FROM roundtable.law WHERE ref_area = 'XXX'; DROP TABLE public.kept")

    def test_versions_that_overlap(self):
        self.plant_in_row('overlap', 'roundtable.observation', "recorded_to = recorded_to + interval '1 microsecond'",
                          "recorded_to < 'infinity'")

    def test_a_lost_version(self):
        self.plant('history', 'CREATE TABLE public.kept AS SELECT * FROM roundtable.observation'
                              " WHERE recorded_to < 'infinity' ORDER BY fact_key LIMIT 1;"
                              'DELETE FROM roundtable.observation AS o USING public.kept AS k WHERE o = k',
                   'INSERT INTO roundtable.observation TABLE public.kept; DROP TABLE public.kept')

    def test_a_revision_that_was_not_written(self):
        self.plant_in_row('history', 'roundtable.observation', 'value = value + 1', "recorded_to = 'infinity'")

    def test_a_fact_that_was_not_ended(self):
        self.plant_in_row('history', 'roundtable.law', "recorded_to = 'infinity'",
                          "source LIKE 'chain of%' AND recorded_to < 'infinity' AND NOT EXISTS (SELECT FROM"
                          ' roundtable.law AS next WHERE next.fact_key = law.fact_key'
                          ' AND next.recorded_from >= law.recorded_to)')

    # --- cutoffs ---

    def test_a_version_that_is_recorded_before_a_cutoff_and_was_not_there(self):
        early = "UPDATE roundtable.observation SET recorded_from = recorded_from {} interval '1 hour'" \
                " WHERE recorded_to = 'infinity'"
        self.plant('cutoff', early.format('-'), early.format('+'), self.services_complaints)

    def test_an_answer_that_changed_during_the_run(self):
        note = next(note for note in self.evidence().notes if note['what'] == 'note')
        self.assert_rule('cutoff', oracle.judge_records(self.evidence(notes=[dict(note, digest='00')])))

    def test_a_cutoff_that_was_published_too_late(self):
        self.plant_in_row('order', 'roundtable.cutoff', "published_at = published_at + interval '1 day'")

    def test_a_submission_that_no_cutoff_has(self):
        self.plant(
            'order', 'CREATE TABLE public.kept AS SELECT * FROM roundtable.cutoff'
                     f' WHERE cutoff >= (SELECT max(recorded_at) FROM {S});'
                     'DELETE FROM roundtable.cutoff WHERE cutoff IN (SELECT cutoff FROM public.kept)',
            'INSERT INTO roundtable.cutoff TABLE public.kept; DROP TABLE public.kept')

    def test_numbers_out_of_order(self):
        self.plant_in_row('order', S, 'number = 1000000', 'number = 1')

    # --- services ---

    def test_a_service_that_ended_by_itself(self):
        reporter = self.storm.house.services['reporter']
        reporter.process.kill()
        reporter.process.wait()
        try:
            self.storm.look_after_services()
            self.assert_rule('service', self.storm.complaints)
            self.assertIsNone(reporter.process.poll())
        finally:
            self.storm.complaints.clear()

    def test_a_log_that_tells_of_a_sanitizer(self):
        log = self.storm.house.services['reporter'].log
        before = log.read_bytes()
        log.write_bytes(before + b'==1==ERROR: AddressSanitizer: heap-use-after-free\n')
        self.assert_rule('service', list(self.storm.alarming_logs()))
        log.write_bytes(before)

    def test_a_torn_line_of_a_ledger_says_nothing(self):
        path = self.scratch / 'torn'
        with ledger.Ledger(path) as before:
            before.write(what='whole')
        with open(path, 'ab') as file:
            file.write(b'{"what": "to')
        self.assertEqual(ledger.read(path), [{'what': 'whole'}])
        with ledger.Ledger(path) as after:
            after.write(what='next')
        self.assertEqual(ledger.read(path), [{'what': 'whole'}, {'what': 'next'}])


if __name__ == '__main__':
    main()
