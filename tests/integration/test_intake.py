"""What becomes of a submission: idempotence, history, problems, and organizations that report the same."""
import hashlib
import subprocess
import threading
import unittest

from client import receipt as receipts
from client import digest, report
from house import HouseTest, main

COMMITTED, REJECTED, CONFLICT, UNKNOWN = (receipts.COMMITTED, receipts.REJECTED, receipts.CONFLICT, receipts.UNKNOWN)


def deposit(area, date='2010-03-01', instrument='OPSC', source='test', **more):
    return 'treaty_action', dict(ref_area=area, instrument=instrument, action='ratification', date=date,
                                 source=source, **more)


def observation(area, value, **more):
    return 'observation', dict(ref_area=area, indicator='PT_F_20-24_MRD_U18', time_period='2014', sex='F',
                               age='Y20T24', value=value, source='test', **more)


class Intake(HouseTest):
    def setUp(self):
        self.collector = self.house.client()
        self.aggregator = self.house.client('aggregator')
        self.addCleanup(self.collector.close)
        self.addCleanup(self.aggregator.close)

    def submit(self, *arguments, **fields):
        answer = self.collector.submit(report(*arguments, **fields))
        self.assertEqual(answer.WhichOneof('body'), 'receipt', answer)
        got = answer.receipt
        if got.state in (COMMITTED, REJECTED):
            self.assertEqual(got.inserted + got.revised + got.unchanged + got.rejected, got.rows)
            self.assertEqual(len(got.outcomes), got.rows)
        return got

    def versions(self, kind, where='true'):
        return int(self.house.sql(f'SELECT count(*) FROM roundtable.{kind} WHERE {where}')[0][0])

    def newest_cutoff(self):
        return self.aggregator.question(newest_cutoff={}).answer.cutoff

    def test_the_same_facts_again_are_unchanged_and_write_no_history(self):
        rows = [deposit('PER'), deposit('CHL'), deposit('URY')]
        first = self.submit('IIN-OAS', 'again-1', rows)
        self.assertEqual((first.state, first.inserted), (COMMITTED, 3))
        before = self.versions('treaty_action')
        second = self.submit('IIN-OAS', 'again-2', rows)
        self.assertEqual((second.state, second.unchanged, second.inserted), (COMMITTED, 3, 0))
        self.assertEqual(self.versions('treaty_action'), before)

    def test_the_same_bytes_under_the_same_id_get_the_same_receipt(self):
        packed = report('SICA', 'same', [deposit('CRI'), deposit('PAN')]).SerializeToString()
        first = self.collector.submit(packed).receipt
        self.assertEqual(first.digest, digest(packed))
        for _ in range(3):
            self.assertEqual(self.collector.submit(packed).receipt, first)
        asked = self.collector.ask(receipt_query=dict(organization='SICA', submission_id='same')).receipt
        self.assertEqual(asked, first)

    def test_a_hundred_at_once_store_it_once(self):
        packed = report('SICA', 'hundred', [deposit('GTM'), deposit('HND')]).SerializeToString()
        ids = {self.collector.send(submit=dict(submission=packed)) for _ in range(100)}
        answers = [self.collector.receive() for _ in range(100)]
        self.assertEqual({answer.id for answer in answers}, ids)
        self.assertEqual(len({answer.receipt.SerializeToString() for answer in answers}), 1)
        self.assertEqual(answers[0].receipt.inserted, 2)
        self.assertEqual(self.house.sql("SELECT count(*) FROM roundtable.submission WHERE submission_id = 'hundred'"),
                         [['1']])

    def forward_together(self, reports):
        """Hand reports to the aggregator while a lock keeps its intake waiting at the first, so that the others make one
        batch; returns the receipts in the order of the reports."""
        with subprocess.Popen(['psql', '-X', '-q', self.house.database], text=True, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as psql:
            print('BEGIN; LOCK TABLE roundtable.submission IN ACCESS EXCLUSIVE MODE; \\echo locked', file=psql.stdin,
                  flush=True)
            self.assertEqual(psql.stdout.readline(), 'locked\n')
            first = report('ACPF', f'ahead of {reports[0].id}'.replace(' ', '-'), [observation('CIV', '27')])
            ids = [self.aggregator.send(forward=dict(submission=packed.SerializeToString(), reference_version=1))
                   for packed in [first] + reports]
            # The intake has it, and waits.
            while not self.house.sql("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = "
                                     "'roundtable.submission'::regclass"):
                pass
            self.aggregator.question(newest_cutoff={})  # what was sent before this has reached the intake's queue
            psql.stdin.close()
            answers = {answer.id: answer for answer in (self.aggregator.receive() for _ in ids)}
        for identity in ids:
            self.assertEqual(answers[identity].WhichOneof('body'), 'receipt', answers[identity])
        return [answers[identity].receipt for identity in ids[1:]]

    def assert_times_increase(self, got):
        times = [receipt.recorded_at for receipt in got]
        self.assertEqual(times, sorted(set(times)))

    def test_a_batch_settles_each_submission_at_a_time_of_its_own(self):
        cutoffs = self.versions('cutoff')
        got = self.forward_together([report('ACPF', f'batch-{year}', [
            ('observation', dict(observation('TCD', '60')[1], time_period=str(year)))]) for year in range(1990, 2010)])
        self.assertEqual({(r.state, r.inserted) for r in got}, {(COMMITTED, 1)})
        # One for the batch, and one for the submission ahead unless that was in it.
        self.assertIn(self.versions('cutoff') - cutoffs, (1, 2))
        self.assert_times_increase(got)
        self.assertEqual(self.house.sql("SELECT count(*), count(DISTINCT recorded_from), count(DISTINCT submission) "
                                        "FROM roundtable.observation WHERE ref_area = 'TCD'"), [['20', '20', '20']])

    def test_the_same_fact_in_one_batch_is_revised_in_the_order_of_arrival(self):
        values = ['41', '42', '42', '43']
        got = self.forward_together([report('ACPF', f'collide-{i}', [observation('NER', value)])
                                     for i, value in enumerate(values)])
        self.assertEqual([(r.inserted, r.revised, r.unchanged) for r in got], [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 1, 0)])
        self.assert_times_increase(got)
        self.assertEqual(self.house.sql("SELECT value, recorded_to = 'infinity' FROM roundtable.observation "
                                        "WHERE ref_area = 'NER' ORDER BY recorded_from"),
                         [['41', 'f'], ['42', 'f'], ['43', 't']])

    def test_the_same_id_twice_in_one_batch_is_stored_once(self):
        first = report('ACPF', 'twice', [observation('SLE', '39')])
        other = report('ACPF', 'twice', [observation('LBR', '36')])
        got = self.forward_together([first, other, first, report('ACPF', 'not-twice', [observation('GIN', '51')])])
        self.assertEqual([r.state for r in got], [COMMITTED, CONFLICT, COMMITTED, COMMITTED])
        self.assertEqual(got[0], got[2])
        self.assertEqual(got[1].digest, got[0].digest)
        self.assertEqual(self.versions('observation', "ref_area = 'SLE'"), 1)
        self.assertEqual(self.versions('observation', "ref_area = 'LBR'"), 0)

    def test_a_replacement_sees_what_came_before_it_in_the_batch(self):
        got = self.forward_together([
            report('CBSS', 'chain-1', [deposit('DEU'), deposit('POL')]),
            report('CBSS', 'chain-2', [deposit('DEU')], replaces='chain-1'),
            report('CBSS', 'chain-3', [deposit('POL')], replaces='chain-1'),
            report('CBSS', 'chain-4', [deposit('POL', '2011-01-01')])])
        self.assertEqual([(r.state, r.inserted, r.unchanged, r.ended) for r in got],
                         [(COMMITTED, 2, 0, 0), (COMMITTED, 0, 1, 1), (REJECTED, 0, 0, 0), (COMMITTED, 1, 0, 0)])
        self.assertEqual(got[2].problems[0].code, 'already_replaced')

    def test_what_the_database_refuses_fails_alone_in_its_batch(self):
        self.house.sql("ALTER TABLE roundtable.observation ADD CONSTRAINT no_poison CHECK (source <> 'poison')")
        self.addCleanup(self.house.sql, 'ALTER TABLE roundtable.observation DROP CONSTRAINT no_poison')
        got = self.forward_together([report('ACPF', f'poison-{i}', [
            ('observation', dict(observation('MDG', '40')[1], time_period=str(2000 + i),
                                 source='poison' if i == 5 else 'test'))]) for i in range(12)])
        self.assertEqual([i for i, r in enumerate(got) if r.state == REJECTED], [5])
        self.assertEqual(got[5].problems[0].code, 'not_storable')
        self.assertEqual(sum(r.inserted for r in got), 11)
        self.assertEqual(self.house.sql("SELECT count(*) FROM roundtable.submission WHERE submission_id LIKE 'poison-%'"),
                         [['11']])

    def test_other_bytes_under_the_same_id_are_a_conflict_and_store_nothing(self):
        first = self.submit('SICA', 'conflict', [deposit('NIC')])
        second = self.submit('SICA', 'conflict', [deposit('SLV')])
        self.assertEqual((second.state, second.digest), (CONFLICT, first.digest))
        self.assertEqual(self.versions('treaty_action', "ref_area = 'SLV' AND organization = 'SICA'"), 0)

    def test_an_id_belongs_to_its_organization(self):
        self.assertEqual(self.submit('CBSS', 'shared-id', [deposit('DNK')]).state, COMMITTED)
        self.assertEqual(self.submit('COE', 'shared-id', [deposit('NOR')]).state, COMMITTED)

    def test_an_unknown_submission_is_answered_as_unknown(self):
        asked = self.collector.ask(receipt_query=dict(organization='SICA', submission_id='never-sent')).receipt
        self.assertEqual(asked.state, UNKNOWN)

    def test_a_revision_keeps_the_old_value_for_those_who_ask_as_known_then(self):
        self.submit('SACG', 'history-1', [observation('NPL', '39.5'), observation('BGD', '51.4')])
        then = self.newest_cutoff()
        revised = self.submit('SACG', 'history-2', [observation('NPL', '40.0'), observation('BGD', '51.40')])
        self.assertEqual((revised.revised, revised.unchanged), (1, 1))
        query = dict(kind='observation', ref_areas=['NPL'])
        old = self.aggregator.question(then, facts=query).answer.facts.facts
        new = self.aggregator.question(facts=query).answer.facts.facts
        self.assertEqual([fact.row.observation.value for fact in old], ['39.5'])
        self.assertEqual([fact.row.observation.value for fact in new], ['40'])
        self.assertEqual(new[0].provenance.submission_id, 'history-2')
        changes = self.aggregator.question(changes=dict(since=then, kind='observation')).answer.changes.changes
        self.assertEqual([(c.what, c.before.observation.value, c.after.observation.value) for c in changes],
                         [('revised', '39.5', '40')])

    def test_a_report_as_known_before_a_revision_is_the_old_one_byte_for_byte(self):
        self.house.plan_editions()
        self.submit('LAS', 'bytes-1', [deposit('JOR'), deposit('OMN', '2016-04-01')])
        old = self.house.run('report', '2016-stockholm', '--format', 'json').stdout
        then = self.newest_cutoff()
        self.submit('LAS', 'bytes-2', [deposit('JOR'), deposit('OMN', '2016-06-01')])
        new = self.house.run('report', '2016-stockholm', '--format', 'json').stdout
        again = self.house.run('report', '2016-stockholm', '--format', 'json', '--as-known-at', then).stdout
        self.assertEqual(hashlib.sha256(again.encode()).hexdigest(), hashlib.sha256(old.encode()).hexdigest())
        self.assertNotEqual(new, old)

    def test_a_replacement_ends_what_it_does_not_repeat(self):
        self.submit('CBSS', 'replace-1', [deposit('FIN'), deposit('EST'), deposit('LVA')])
        got = self.submit('CBSS', 'replace-2', [deposit('FIN')], replaces='replace-1')
        self.assertEqual((got.unchanged, got.ended), (1, 2))
        current = self.house.sql("SELECT ref_area FROM roundtable.treaty_action WHERE organization = 'CBSS' "
                                 "AND recorded_to = 'infinity' AND ref_area IN ('FIN', 'EST', 'LVA')")
        self.assertEqual(current, [['FIN']])
        refused = self.submit('CBSS', 'replace-3', [deposit('FIN')], replaces='no-such')
        self.assertEqual((refused.state, refused.problems[0].field), (REJECTED, 'replaces'))

    def test_a_version_belongs_to_the_submission_that_first_reported_it(self):
        self.submit('CBSS', 'first-1', [deposit('SWE')])
        self.submit('CBSS', 'first-2', [deposit('SWE'), deposit('LTU')])
        got = self.submit('CBSS', 'first-3', [deposit('NOR')], replaces='first-2')
        self.assertEqual(got.ended, 1)
        current = self.house.sql("SELECT ref_area FROM roundtable.treaty_action WHERE organization = 'CBSS' "
                                 "AND recorded_to = 'infinity' AND ref_area IN ('SWE', 'LTU')")
        self.assertEqual(current, [['SWE']])

    def test_a_nil_report_is_a_report(self):
        message = report('MMI-LAC', 'nil-1', edition='2016-stockholm')
        message.nil.note = 'nothing to report this year'
        got = self.collector.submit(message).receipt
        self.assertEqual((got.state, got.rows), (COMMITTED, 0))
        empty = self.collector.submit(report('MMI-LAC', 'nil-2')).receipt
        self.assertEqual(empty.state, REJECTED)

    def twelve_mistakes(self):
        good = [observation('KEN', '22.9'), observation('UGA', '34.0')]
        bad = [
            ('ref_area', observation('Atlantis', '1.0')),
            ('value', observation('ETH', '(29.5)')),
            ('value', observation('TZA', '12,5')),
            ('value', observation('ZMB', '129')),
            ('indicator', ('observation', dict(observation('MOZ', '5')[1], indicator='NO_SUCH'))),
            ('time_period', ('observation', dict(observation('MWI', '5')[1], time_period='2014-02-30'))),
            ('sex', ('observation', dict(observation('RWA', '5')[1], sex='X'))),
            ('lower', observation('NAM', '5', lower='6', upper='7')),
            ('sample_unweighted', observation('BWA', '5', sample_unweighted='12.5')),
            ('action', ('treaty_action', dict(deposit('KEN')[1], action='ratifcation'))),
            ('date', deposit('LSO', '1989-01-01')),
            ('stage', ('law', dict(ref_area='KEN', title='Children Act', stage='planned', date='2001', source='t',
                                   topics=['corporal_punishment']))),
        ]
        return good, bad

    def test_twelve_mistakes_give_twelve_problems_and_store_nothing(self):
        good, bad = self.twelve_mistakes()
        rows = [good[0]] + [row for _, row in bad] + [good[1]]
        got = self.submit('ACPF', 'twelve', rows)
        self.assertEqual((got.state, got.rejected, got.rows), (REJECTED, 14, 14))
        self.assertEqual([(p.row, p.field) for p in got.problems], [(i, field) for i, (field, _) in enumerate(bad, 2)])
        for problem in got.problems:
            self.assertTrue(problem.value and problem.code and len(problem.message) > 20, problem)
        self.assertEqual(self.versions('observation', "organization = 'ACPF' AND ref_area = 'KEN' AND source = 'test'"), 0)

    def test_best_effort_stores_the_good_rows_of_the_same_file(self):
        good, bad = self.twelve_mistakes()
        rows = [row for _, row in bad] + [(kind, dict(values, source='best')) for kind, values in good]
        got = self.submit('ACPF', 'twelve-best', rows, best_effort=True)
        self.assertEqual((got.state, got.rejected, got.inserted, len(got.problems)), (COMMITTED, 12, 2, 12))
        self.assertEqual(list(got.outcomes), [receipts.ROW_REJECTED] * 12 + [receipts.INSERTED] * 2)
        self.assertEqual(self.versions('observation', "source = 'best'"), 2)

    def test_three_organizations_at_once_keep_their_claims_and_the_count_stays_right(self):
        shared = [deposit(area, instrument='OPIC', date='2014-05-01') for area in ('ARG', 'BRA', 'CHL')]
        jobs = {'NINOSUR': shared, 'IIN-OAS': shared + [deposit('PER', instrument='OPIC', date='2014-06-01')],
                'LAS': [deposit('TUN', instrument='OPIC', date='2014-07-01')]}
        got = {}

        def send(organization, rows):
            with self.house.client() as client:
                got[organization] = client.submit(report(organization, 'three', rows)).receipt

        threads = [threading.Thread(target=send, args=job) for job in jobs.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual({o: r.inserted for o, r in got.items()}, {o: len(rows) for o, rows in jobs.items()})
        figure = self.aggregator.count(kind='treaty_action', instrument='OPIC', reference_date='2016-05-30')
        self.assertEqual(figure.count, 5)
        reporters = {s.ref_area: [p.organization for p in s.provenance] for s in figure.states}
        self.assertEqual(reporters['BRA'], ['IIN-OAS', 'NINOSUR'])
        self.assertEqual(reporters['TUN'], ['LAS'])

    def test_facts_come_in_pages_that_miss_and_repeat_nothing(self):
        years = range(1990, 2014)
        self.submit('ACPF', 'pages', [('observation', dict(observation('GHA', '20')[1], time_period=str(year)))
                                      for year in years])
        seen, after = [], None
        while True:
            query = dict(kind='observation', ref_areas=['GHA'], limit=5)
            if after:
                query['after'] = after
            page = self.aggregator.question(facts=query).answer.facts
            seen += [fact.row.observation.time_period for fact in page.facts]
            self.assertLessEqual(len(page.facts), 5)
            if not page.next:
                break
            after = page.next
        self.assertEqual(sorted(seen), [str(year) for year in years])


if __name__ == '__main__':
    main()
