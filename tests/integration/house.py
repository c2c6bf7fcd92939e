"""The whole of Roundtable for one test class: a private PostgreSQL and the three real services, on ports that
are free, in a temporary directory that goes away.

ROUNDTABLE_BUILD names the build directory whose programs are tested.
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from client import Client

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get('ROUNDTABLE_BUILD', ROOT / 'build/dev')) / 'bin'
REFERENCE = ROOT / 'deploy/reference'
SAMPLE = ROOT / 'deploy/sample'


class Service:
    """One running service."""

    def __init__(self, name, directory, environment, *flags):
        self.name = name
        self.directory = pathlib.Path(directory)
        self.environment = environment
        self.flags = flags
        self.listen = 'tcp://127.0.0.1:*'
        self.process = None
        self.start()

    def start(self):
        endpoint = self.directory / f'{self.name}.endpoint'
        endpoint.unlink(missing_ok=True)
        self.log = self.directory / f'{self.name}.log'
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(
                [BIN / f'roundtable-{self.name}', '--listen', self.listen, '--endpoint-file', endpoint, *self.flags],
                stderr=log, env=self.environment)
        deadline = time.monotonic() + 30
        while not (endpoint.exists() and endpoint.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f'{self.name} did not start:\n{self.log.read_text()}')
            time.sleep(0.02)
        # From now on the same port, so that a restarted service is found where it was.
        self.endpoint = self.listen = endpoint.read_text().strip()

    def stop(self, how=signal.SIGTERM):
        """End it and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(30)

    def restart(self, how=signal.SIGTERM):
        self.stop(how)
        self.start()


class House:
    """PostgreSQL, aggregator, collector, reporter."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='roundtable-test-'))
        self.directory.chmod(0o755)
        self.services = {}
        self.environment = {**os.environ, 'ROUNDTABLE_LOG_LEVEL': 'info'}
        try:
            self.database = self.postgres('start')
            self.environment['ROUNDTABLE_DATABASE'] = self.database
            subprocess.run([BIN / 'roundtable-aggregator', '--migrate'], env=self.environment, check=True,
                           capture_output=True)
            self.serve('aggregator')
            self.run('admin', 'reference', 'load', REFERENCE)
            self.serve('collector', '--cache', self.directory / 'cache', '--refresh-ms', '200')
            self.serve('reporter')
            with self.client() as client:  # until it has the reference data, the collector says Busy
                client.submit(b'')
        except BaseException:
            self.close()
            raise

    def postgres(self, action):
        return subprocess.run([ROOT / 'deploy/private-postgres', action, self.directory / 'postgres'], check=True,
                              capture_output=True, text=True).stdout.strip()

    def serve(self, name, *flags):
        service = self.services[name] = Service(name, self.directory, self.environment, *flags)
        self.environment[f'ROUNDTABLE_{name.upper()}'] = service.endpoint
        return service

    def client(self, service='collector', **options):
        return Client(self.services[service].endpoint, **options)

    def run(self, *arguments, code=0, stdin=None):
        """Run the command `roundtable`; its exit code must be `code`. Returns what it did."""
        done = subprocess.run([BIN / 'roundtable', *map(str, arguments)], env=self.environment, text=True,
                              capture_output=True, input=stdin, timeout=120)
        if done.returncode != code:
            raise AssertionError(f'roundtable {" ".join(map(str, arguments))}: exit code {done.returncode}, not {code}'
                                 f'\n{done.stdout}\n{done.stderr}')
        return done

    def json(self, *arguments, **options):
        return json.loads(self.run(*arguments, '--format', 'json', **options).stdout)

    def sql(self, statement):
        """Rows of a statement, each a list of texts."""
        done = subprocess.run(['psql', '-X', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', statement,
                               self.database], check=True, capture_output=True, text=True)
        return [line.split('\t') for line in done.stdout.splitlines()]

    def submit_sample(self, edition):
        for folder in sorted((SAMPLE / edition).iterdir()):
            self.run('submit', '--organization', folder.name, '--id', edition, '--edition', edition,
                     *sorted(folder.glob('*.csv')))

    def plan_editions(self):
        self.run('admin', 'edition', 'plan', '2015-strasbourg', '--place', 'Strasbourg', '--date', '2015-06-18',
                 '--date-end', '2015-06-19')
        self.run('admin', 'edition', 'plan', '2016-stockholm', '--place', 'Stockholm', '--date', '2016-05-30',
                 '--date-end', '2016-05-31', '--previous', '2015-strasbourg')

    def close(self):
        """Stop everything; complain about a service that does not end cleanly."""
        codes = {name: service.stop() for name, service in reversed(list(self.services.items()))}
        self.postgres('stop')
        logs = {name: service.log.read_text() for name, service in self.services.items()}
        shutil.rmtree(self.directory, ignore_errors=True)
        for name, code in codes.items():
            if code != 0:
                raise AssertionError(f'{name} ended with {code}:\n{logs[name][-6000:]}')


class HouseTest(unittest.TestCase):
    """Tests that share one house."""

    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.close)


def main():
    unittest.main(verbosity=2, argv=[sys.argv[0], *sys.argv[1:]])
