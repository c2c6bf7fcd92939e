"""A house under load, and what goes wrong in it.

Which faults come, in which order, with which numbers, follows from the seed. When exactly they hit does not: that is
up to the machine.
"""
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

import ledger
from house import House
from proxy import Proxy
from witness import Asker

HERE = pathlib.Path(__file__).resolve().parent
ORGANIZATIONS = ['IIN-OAS', 'ACPF', 'COE']
MEMBERS = ['a', 'b']
EDITION = '2016-stockholm'
SERVICES = ['collector', 'aggregator', 'reporter']
# What the database does in the last moment of a commit.
AT_COMMIT = {'fail': "RAISE 'planted'", 'lose': 'PERFORM pg_terminate_backend(pg_backend_pid())',
             'wait': 'PERFORM pg_sleep(0.1)'}
FACT_TABLES = list(ledger.KINDS)
INTAKE = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 7402 AND objid = 1 AND granted"
ALARMING = ('AddressSanitizer', 'LeakSanitizer', 'ThreadSanitizer', 'runtime error:', 'Assertion', '"level":"error"',
            'level=error')


def schedule(rng, kills, long):
    """The faults of a run: (name, arguments), shuffled."""
    faults = [('kill', dict(service=service, pause_s=round(rng.choice([0, rng.uniform(0, 0.3)]), 3)))
              for service in SERVICES for _ in range(kills)]
    some = max(2, kills // 10)

    def add(n, name, **arguments):
        faults.extend((name, {key: value() for key, value in arguments.items()}) for _ in range(n))

    add(some, 'restart_database', pause_s=lambda: round(rng.uniform(0, 0.5), 3))
    add(some, 'kill_database')
    add(some, 'kill_backend')
    add(some, 'freeze_database', for_s=lambda: round(rng.uniform(0.3, 2.5 if not long else 6), 3),
        kill_aggregator=lambda: rng.random() < 0.5)
    add(some, 'lose_database_and_aggregator', pause_s=lambda: round(rng.uniform(0, 0.5), 3))
    add(2 * some, 'end_intake')
    add(some, 'lock_table', table=lambda: rng.choice(FACT_TABLES), for_s=lambda: round(rng.uniform(0.3, 2), 3))
    add(kills // 50, 'lock_table', table=lambda: rng.choice(FACT_TABLES), for_s=lambda: 12)
    add(some, 'disturb_commits', how=lambda: rng.choice(list(AT_COMMIT)), for_s=lambda: round(rng.uniform(0.3, 1), 3),
        kill_aggregator=lambda: rng.random() < 0.5)
    add(some, 'kill_member', organization=lambda: rng.choice(ORGANIZATIONS), member=lambda: rng.choice(MEMBERS))
    add(some, 'kill_all')
    faults += network_faults(rng, 2 * some)
    rng.shuffle(faults)
    return faults


def network_faults(rng, n):
    where = [rng.choice(['clients', 'aggregator']) for _ in range(4 * n)]
    return [('delay', dict(where=where[4 * i], for_s=round(rng.uniform(0.2, 1), 3),
                           delay_s=round(rng.uniform(0.01, 0.15), 3))) for i in range(n)] + \
        [('cut', dict(where=where[4 * i + 1], after=rng.choice([1, 64, 1000, rng.randint(1, 60000)])))
         for i in range(n)] + \
        [('half_open', dict(where=where[4 * i + 2], for_s=round(rng.uniform(0.2, 2), 3), then_reset=rng.random() < 0.5))
         for i in range(n)] + \
        [('reset', dict(where=where[4 * i + 3])) for i in range(n)]


def children_of(pid):
    found = []
    for entry in pathlib.Path('/proc').iterdir():
        if entry.name.isdigit():
            try:
                if int((entry / 'stat').read_text().rsplit(')', 1)[1].split()[1]) == pid:
                    found.append(int(entry.name))
            except (OSError, IndexError):
                continue
    return found


def send_signal(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


class Gauge:
    """The most that any process of a service had."""

    def __init__(self):
        self.most = {}

    def read(self, service):
        """Note what the process has now; (memory in kB, descriptors), or None if it has ended."""
        proc = pathlib.Path('/proc') / str(service.process.pid)
        try:
            fields = dict(line.split(':', 1) for line in (proc / 'status').read_text().splitlines())
            now = int(fields['VmHWM'].split()[0]), len(list((proc / 'fd').iterdir()))
        except (OSError, KeyError):
            return None
        self.most[service.name] = tuple(map(max, now, self.most.get(service.name, (0, 0))))
        return now


class Storm:
    def __init__(self, seed, say=lambda *_: None):
        self.seed, self.say = seed, say
        self.complaints = []
        self.gauge = Gauge()
        self.rng = random.Random(f'{seed}/moments')  # pauses, and which of the processes that there are
        self.members = {}
        self.witness = None
        self.house = House()
        try:
            self.set_up()
        except BaseException:
            self.house.close()
            raise

    def set_up(self):
        """Proxies in front of the collector and of the aggregator; editions to report on."""
        services = self.house.services
        self.directory = self.house.directory
        self.proxies = {'aggregator': Proxy(services['aggregator'].endpoint),
                        'clients': Proxy(services['collector'].endpoint)}
        services['collector'].stop()
        services['collector'].flags += ('--aggregator', self.proxies['aggregator'].endpoint, '--retry-ms', '100',
                                        '--answer-timeout-ms', '3000')
        services['collector'].start()
        self.house.plan_editions()

    # --- load ---

    def ledger_of(self, organization, member):
        return self.directory / f'{organization}-{member}.ledger'

    def notes(self):
        return self.directory / 'witness.ledger'

    def _run(self, script, *arguments):
        with open(self.directory / 'load.log', 'ab') as log:
            return subprocess.Popen([sys.executable, HERE / script, *map(str, arguments), '--seed', str(self.seed)],
                                    stderr=log, env={**os.environ, 'PYTHONDONTWRITEBYTECODE': '1'})

    def start_member(self, organization, member, count=None):
        self.members[organization, member] = self._run(
            'organization.py', organization, member, self.ledger_of(organization, member),
            self.proxies['clients'].endpoint, *(('--count', count) if count else ()))

    def start_load(self, count=None):
        for organization in ORGANIZATIONS:
            for member in MEMBERS:
                self.start_member(organization, member, count)
        services = self.house.services
        self.witness = self._run('witness.py', self.notes(), services['aggregator'].endpoint,
                                 services['reporter'].endpoint, self.house.database, EDITION)

    def finish_load(self, timeout_s=90, stop=True):
        """Every member gets its last receipts; then nothing is under way."""
        if stop:
            send_signal([process.pid for process in self.members.values()], signal.SIGTERM)
        deadline = time.monotonic() + timeout_s
        for (organization, member), process in self.members.items():
            try:
                code = process.wait(max(1, deadline - time.monotonic()))
                if code != 0:
                    self.complain(f'unanswered: member {member} of {organization} ended with {code}')
            except subprocess.TimeoutExpired:
                self.complain(f'unanswered: member {member} of {organization} still waits after {timeout_s} s')
                process.kill()
                process.wait()
        self.members.clear()
        self.witness.terminate()
        if self.witness.wait(60) != 0:
            self.complain(f'service: the witness failed: {(self.directory / "load.log").read_text()[-2000:]}')
        self.witness = None

    def ledgers(self):
        return [(organization, self.ledger_of(organization, member)) for organization in ORGANIZATIONS
                for member in MEMBERS]

    def asker(self, timeout_s=30):
        services = self.house.services
        return Asker(services['aggregator'].endpoint, services['reporter'].endpoint, self.house.database, EDITION,
                     timeout_s)

    # --- faults ---

    def complain(self, complaint):
        self.say(complaint)
        self.complaints.append(complaint)

    def hit(self, name, **arguments):
        self.look_after_services()
        getattr(self, f'do_{name}')(**arguments)

    def look_after_services(self):
        for service in self.house.services.values():
            if service.process.poll() is not None:
                self.complain(f'service: {service.name} ended by itself with {service.process.returncode}')
                self.revive(service)

    def kill(self, service):
        self.gauge.read(service)
        if service.stop(signal.SIGKILL) != -signal.SIGKILL:
            self.complain(f'service: {service.name} ended by itself with {service.process.returncode}')

    def revive(self, service, timeout_s=60):
        """Start it, again and again as long as it ends with a sentence: as whoever runs it would."""
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                return service.start()
            except RuntimeError:
                if service.process.poll() != 1 or time.monotonic() > deadline:
                    self.complain(f'service: {service.name} does not start: {service.process.poll()}')
                    raise
                time.sleep(0.1)

    def do_kill(self, service, pause_s):
        self.kill(self.house.services[service])
        time.sleep(pause_s)
        self.revive(self.house.services[service])

    def do_kill_all(self):
        for service in self.house.services.values():
            self.kill(service)
        for service in self.house.services.values():
            self.revive(service)

    def do_kill_member(self, organization, member):
        process = self.members[organization, member]
        if process.poll() is not None:
            self.complain(f'unanswered: member {member} of {organization} ended with {process.returncode}')
        process.kill()
        process.wait()
        self.start_member(organization, member)

    def postmaster(self):
        return int((self.directory / 'postgres/data/postmaster.pid').read_text().split('\n')[0])

    def start_database(self):
        """What was killed may take a moment to be gone."""
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.house.postgres('start')
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def wait_for_database(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.house.sql('SELECT 1')
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def try_sql(self, statement):
        """An earlier fault may still be at work in the database; then this one has nothing to hit."""
        try:
            self.house.sql(statement)
        except subprocess.CalledProcessError:
            self.wait_for_database()

    def do_restart_database(self, pause_s):
        self.house.postgres('stop')
        time.sleep(pause_s)
        self.start_database()

    def do_kill_database(self):
        postmaster = self.postmaster()
        processes = [postmaster, *children_of(postmaster)]
        send_signal(processes, signal.SIGKILL)
        self.start_database()

    def do_kill_backend(self):
        children = sorted(children_of(self.postmaster()))
        send_signal([self.rng.choice(children)] if children else [], signal.SIGKILL)
        time.sleep(0.1)
        self.wait_for_database()

    def do_freeze_database(self, for_s, kill_aggregator):
        postmaster = self.postmaster()
        processes = [postmaster, *children_of(postmaster)]
        aggregator = self.house.services['aggregator']
        send_signal(processes, signal.SIGSTOP)
        try:
            time.sleep(for_s)
            if kill_aggregator:
                self.kill(aggregator)
        finally:
            send_signal(processes, signal.SIGCONT)
        if kill_aggregator:
            self.revive(aggregator)

    def do_lose_database_and_aggregator(self, pause_s):
        aggregator = self.house.services['aggregator']
        self.house.postgres('stop')
        self.kill(aggregator)
        time.sleep(pause_s)
        self.start_database()
        self.revive(aggregator)

    def do_end_intake(self):
        self.try_sql(f'SELECT pg_terminate_backend(pid) FROM ({INTAKE}) AS intake')

    def do_lock_table(self, table, for_s):
        self.try_sql(f'BEGIN; LOCK TABLE roundtable.{table}; SELECT pg_sleep({for_s}); ROLLBACK')

    def do_disturb_commits(self, how, for_s, kill_aggregator):
        """Commits fail, or take their time; and the aggregator may be killed while it waits for one."""
        aggregator = self.house.services['aggregator']
        self.try_sql('CREATE OR REPLACE FUNCTION public.at_commit() RETURNS trigger LANGUAGE plpgsql AS'
                     f' $$ BEGIN {AT_COMMIT[how]}; RETURN NULL; END $$;'
                     'CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON roundtable.submission'
                     ' DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.at_commit()')
        time.sleep(for_s)
        if kill_aggregator:
            self.kill(aggregator)
            self.revive(aggregator)
        self.house.sql('DROP TRIGGER IF EXISTS at_commit ON roundtable.submission')

    def do_delay(self, where, for_s, delay_s):
        self.proxies[where].delay(delay_s)
        time.sleep(for_s)
        self.proxies[where].delay(0)

    def do_cut(self, where, after):
        self.proxies[where].cut_after(after)
        deadline = time.monotonic() + 1
        while self.proxies[where].left is not None and time.monotonic() < deadline:
            time.sleep(0.01)

    def do_half_open(self, where, for_s, then_reset):
        self.proxies[where].freeze()
        time.sleep(for_s)
        if then_reset:
            self.proxies[where].reset()
        self.proxies[where].thaw()

    def do_reset(self, where):
        self.proxies[where].reset()

    # --- the whole ---

    def rage(self, kills, long):
        """All faults; then network faults alone. Returns what each service had in between (see Gauge.read)."""
        rng = random.Random(f'{self.seed}/faults')
        faults = schedule(rng, kills, long)
        calm = network_faults(rng, 3 + kills // 20)
        rng.shuffle(calm)
        self.play(faults)
        before = {name: self.gauge.read(service) for name, service in self.house.services.items()}
        self.play(calm)
        return before

    def play(self, faults):
        for position, (name, arguments) in enumerate(faults, 1):
            time.sleep(self.rng.choice([0, self.rng.uniform(0, 0.25)]))
            self.say(f'{position}/{len(faults)} {name} {arguments}')
            self.hit(name, **arguments)

    def alarming_logs(self):
        for service in self.house.services.values():
            for line in service.log.read_text(errors='replace').splitlines():
                if any(word in line for word in ALARMING):
                    yield f'service: the log of {service.name} says: {line[:500]}'

    def close(self):
        for process in (*self.members.values(), *([self.witness] if self.witness else [])):
            process.kill()
            process.wait()
        for proxy in self.proxies.values():
            proxy.close()
        self.house.close()
