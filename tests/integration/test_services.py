"""The services as their operator meets them: settings, start and stop, what happens when one is away."""
import os
import signal
import subprocess
import time
import unittest

from client import receipt as receipts
from client import report
from house import BIN, HouseTest, main


def strategy(area, title='Plan'):
    return 'strategy', dict(ref_area=area, title=title, date='2015-01-01', source='test')


class Services(HouseTest):
    def submit(self, *arguments, **options):
        with self.house.client() as client:
            return client.submit(report(*arguments), **options)

    def commit(self, *arguments):
        answer = self.submit(*arguments)
        self.assertEqual(answer.WhichOneof('body'), 'receipt', answer)
        self.assertEqual(answer.receipt.state, receipts.COMMITTED, answer)
        return answer.receipt

    def test_without_the_aggregator_the_collector_says_busy_and_when_to_retry(self):
        self.house.services['aggregator'].stop()
        try:
            answer = self.submit('COE', 'busy-1', [strategy('FRA')], patience_s=0)
            self.assertEqual(answer.WhichOneof('body'), 'busy', answer)
            self.assertGreater(answer.busy.retry_after_ms, 0)
            rejected = self.submit('COE', 'busy-2', [strategy('Nowhere')])
            self.assertEqual(rejected.receipt.state, receipts.REJECTED)
            self.house.run('submit', '--organization', 'COE', '--timeout', '2s', '-', '--kind', 'strategy', code=3,
                           stdin='ref_area,title,date,source\nFRA,Plan,2015-01-01,test\n')
        finally:
            self.house.services['aggregator'].start()
        self.commit('COE', 'busy-1', [strategy('FRA')])

    def test_what_was_committed_survives_kill_9_of_every_service_and_of_the_database(self):
        first = self.commit('COE', 'kill', [strategy('ITA'), strategy('ESP')])
        for service in self.house.services.values():
            service.restart(signal.SIGKILL)
        self.house.postgres('stop')
        self.house.postgres('start')
        self.assertEqual(self.commit('COE', 'kill', [strategy('ITA'), strategy('ESP')]), first)

    def test_sigterm_ends_each_service_with_exit_code_0(self):
        for service in self.house.services.values():
            with self.subTest(service.name):
                self.assertEqual(service.stop(), 0)
                service.start()

    def test_a_wrong_setting_stops_the_service_with_a_sentence(self):
        for program, flags in [('collector', ['--refresh-ms', 'soon']), ('aggregator', ['--answer-workers', '-3']),
                               ('reporter', ['--no-such-flag', '1'])]:
            done = subprocess.run([BIN / f'roundtable-{program}', *flags], capture_output=True, text=True, timeout=20)
            with self.subTest(program):
                self.assertEqual(done.returncode, 2, done)
                self.assertIn(flags[0].lstrip('-'), done.stderr)

    def test_help_names_every_setting_and_its_variable(self):
        for program in ['collector', 'aggregator', 'reporter']:
            done = subprocess.run([BIN / f'roundtable-{program}', '--help'], capture_output=True, text=True, timeout=20)
            self.assertEqual(done.returncode, 0)
            self.assertIn('ROUNDTABLE_LISTEN', done.stdout)

    def test_a_schema_that_is_not_there_is_refused_with_what_to_do(self):
        self.house.sql('CREATE DATABASE empty')
        environment = {**self.house.environment,
                       'ROUNDTABLE_DATABASE': self.house.database.replace('dbname=roundtable', 'dbname=empty')}
        done = subprocess.run([BIN / 'roundtable-aggregator', '--listen', 'tcp://127.0.0.1:*'], env=environment,
                              capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 1)
        self.assertIn('--migrate', done.stderr)
        for _ in range(2):  # the second time there is nothing to do
            subprocess.run([BIN / 'roundtable-aggregator', '--migrate'], env=environment, check=True,
                           capture_output=True, timeout=60)

    def test_a_server_that_does_not_sync_is_refused(self):
        environment = {**self.house.environment, 'PGOPTIONS': '-c synchronous_commit=off'}
        self.house.sql('ALTER SYSTEM SET full_page_writes = off')
        self.house.sql('SELECT pg_reload_conf()')
        try:
            time.sleep(0.5)
            done = subprocess.run([BIN / 'roundtable-aggregator', '--listen', 'tcp://127.0.0.1:*'], env=environment,
                                  capture_output=True, text=True, timeout=20)
            self.assertEqual(done.returncode, 1)
            self.assertIn('full_page_writes', done.stderr)
        finally:
            self.house.sql('ALTER SYSTEM RESET full_page_writes')
            self.house.sql('SELECT pg_reload_conf()')

    def test_a_broken_reference_file_names_its_row_and_changes_nothing(self):
        broken = self.house.directory / 'reference'
        self.house.run('admin', 'reference', 'export', broken)
        areas = broken / 'areas.csv'
        lines = areas.read_text().splitlines(keepends=True)
        lines[3] = lines[3].replace('ALB', 'ALBA', 1)
        areas.write_text(''.join(lines))
        before = self.house.sql('SELECT max(version) FROM roundtable.reference_set')
        done = self.house.run('admin', 'reference', 'load', broken, code=1)
        self.assertIn('areas.csv', done.stdout + done.stderr)
        self.assertIn('ALBA', done.stdout + done.stderr)
        self.assertEqual(self.house.sql('SELECT max(version) FROM roundtable.reference_set'), before)

    def test_a_new_reference_version_reaches_the_collector(self):
        changed = self.house.directory / 'changed'
        self.house.run('admin', 'reference', 'export', changed)
        with open(changed / 'codelists/topic.csv', 'a', encoding='utf-8') as topics:
            topics.write('neglect,Neglect\n')
        law = ('law', dict(ref_area='SWE', title='Parental Code', stage='adopted', date='1979', topics=['neglect'],
                           source='test'))
        self.assertEqual(self.submit('COE', 'topic', [law]).receipt.state, receipts.REJECTED)
        self.house.run('admin', 'reference', 'load', changed)
        time.sleep(1)
        self.commit('COE', 'topic', [law])

    def test_garbage_on_the_outside_sockets_is_refused_and_served_around(self):
        for name in self.house.services:
            with self.house.client(name, timeout_s=10) as client:
                for garbage in [b'', b'\x00', os.urandom(1000), b'\x08\x01\x12\x10' + b'x' * 16, b'\xff' * 100000]:
                    client.socket.send(garbage)
                answer = client.ask(submit={}) if name != 'collector' else client.ask(ask={})
                while answer.WhichOneof('body') != 'failure':
                    answer = client.receive()
                self.assertTrue(answer.failure.code)
        self.commit('COE', 'after-garbage', [strategy('DEU')])


if __name__ == '__main__':
    main()
