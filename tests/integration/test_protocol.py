"""docs/protocol.md and proto/ are enough: a client in another language submits, is corrected, and reads back."""
import unittest

from client import edition, receipt, report
from house import HouseTest, main


class Protocol(HouseTest):
    def test_a_stranger_submits_every_kind_of_progress_and_reads_it_back(self):
        rows = [
            ('treaty_action', dict(ref_area='SE', instrument='istanbul', action='ratification', date='2014-07-01',
                                   source='treaty office')),
            ('law', dict(ref_area='Sweden', title='Parental Code', stage='in_force', date='1979-07-01',
                         topics=['corporal_punishment'], settings=['home', 'schools'], source='gazette')),
            ('strategy', dict(ref_area='752', title='Strategy', date='2016', targets=['16.2', '5.2'],
                              in_development_plan='no', source='government')),
            ('survey', dict(ref_area='SWE', title='National survey', programme='other', fieldwork_start='2016-02',
                            fieldwork_end='2016-04', sample_size='4741', ethics_review='yes', source='foundation')),
            ('observation', dict(ref_area='SWE', indicator='VC_VAW_PHYPYV', time_period='2016', sex='_T', age='Y1T14',
                                 value='14.1', lower='12.9', upper='15.3', sample_unweighted='4741',
                                 survey='National survey', source='foundation')),
            ('campaign', dict(ref_area='SWE', title='A campaign', period_start='2015-01', period_end='2016-12',
                              reach='100000', audience='parents', source='authority')),
            ('child_led_initiative', dict(ref_area='SWE', title='Young council', period_start='2014',
                                          source='council')),
            ('regional_plan', dict(title='Baltic strategy', date='2015-06-01', targets=['8.7'], source='CBSS')),
            ('global_initiative', dict(ref_area='SWE', initiative='GLOBAL_PARTNERSHIP', date='2016-07-01',
                                       source='partnership')),
        ]
        with self.house.client() as collector, self.house.client('aggregator') as aggregator:
            answer = collector.submit(report('CBSS', 'stranger-1', rows, edition='2016-stockholm'))
            self.assertEqual(answer.WhichOneof('body'), 'receipt', answer)
            got = answer.receipt
            self.assertEqual((got.state, got.inserted), (receipt.COMMITTED, len(rows)), got)
            for number, (kind, values) in enumerate(rows, 1):
                facts = aggregator.question(facts=dict(kind=kind)).answer.facts.facts
                self.assertEqual(len(facts), 1, kind)
                stored = getattr(facts[0].row, kind)
                self.assertEqual((facts[0].provenance.organization, facts[0].provenance.submission_id,
                                  facts[0].provenance.row), ('CBSS', 'stranger-1', number))
                for field, value in values.items():
                    if field == 'ref_area':
                        value = 'SWE'
                    if field == 'instrument':
                        value = 'CETS210'
                    if field in ('topics', 'settings', 'targets'):
                        value = sorted(value)
                        self.assertEqual(sorted(getattr(stored, field)), value)
                    else:
                        self.assertEqual(getattr(stored, field), value, f'{kind}.{field}')

    def test_each_kind_of_service_answers_what_it_does_not_do_with_a_failure(self):
        for service, body in [('collector', dict(ask={})), ('aggregator', dict(report_query={})),
                              ('reporter', dict(submit={}))]:
            with self.house.client(service) as client:
                answer = client.ask(**body)
                self.assertEqual(answer.WhichOneof('body'), 'failure', answer)
                self.assertTrue(answer.failure.message)

    def test_an_edition_is_planned_and_its_report_fetched(self):
        with self.house.client('aggregator') as aggregator, self.house.client('reporter') as reporter:
            planned = aggregator.ask(edition_plan=dict(edition=dict(
                code='2018-thimphu', place='Thimphu', date_start='2018-05-09', date_end='2018-05-11')))
            self.assertEqual(planned.edition_list.editions[0].reference_date, '2018-05-09')
            unknown = reporter.ask(report_query=dict(edition='1999-nowhere', format=edition.FORMAT_TEXT))
            self.assertEqual(unknown.failure.code, 'not_found')
            self.assertIn('2018-thimphu', unknown.failure.message)
            got = reporter.ask(report_query=dict(edition='2018-thimphu', format=edition.FORMAT_TEXT)).report
            self.assertIn('Thimphu', got.content.decode())

    def test_another_version_of_the_language_is_refused_by_name(self):
        with self.house.client() as collector:
            from client import envelope
            message = envelope.Envelope(version=9, id=b'0123456789abcdef')
            message.receipt_query.organization = 'COE'
            collector.socket.send(message.SerializeToString())
            answer = collector.receive()
            self.assertEqual((answer.id, answer.failure.code), (message.id, 'version'))


if __name__ == '__main__':
    main()
