"""deploy/try, as the README gives it: from nothing to the report of Stockholm 2016, twice, once after a kill."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Try(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix='roundtable-try-')
        os.chmod(self.directory, 0o755)
        self.addCleanup(self.leave_nothing)
        self.environment = {**os.environ, 'ROUNDTABLE_TRY_DIR': self.directory,
                            'ROUNDTABLE_BUILD_DIR': os.environ['ROUNDTABLE_BUILD'] + '/try'}

    def leave_nothing(self):
        """Whatever a failed test has left running."""
        for file in pathlib.Path(self.directory).glob('*.pid'):
            try:
                os.kill(int(file.read_text()), signal.SIGTERM)
            except (ProcessLookupError, ValueError):
                pass
        subprocess.run([ROOT / 'deploy/private-postgres', 'stop', self.directory + '/postgres'], check=False)
        shutil.rmtree(self.directory, ignore_errors=True)

    def once(self):
        return subprocess.run([ROOT / 'deploy/try', '--once'], env=self.environment, capture_output=True, text=True,
                              timeout=580)

    def test_the_main_job_prints_the_published_figures_and_runs_again_after_a_kill(self):
        first = self.once()
        self.assertEqual(first.returncode, 0, first.stderr[-3000:])
        for words in ['OPSC', '173', '27', '26', '41', '22', '20', '46', '152', '184', '28.378', '37.037', '91.3']:
            self.assertIn(words, first.stdout)

        staying = subprocess.Popen([ROOT / 'deploy/try'], env=self.environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        for line in staying.stderr:
            if 'until Ctrl-C' in line:
                break
        staying.send_signal(signal.SIGKILL)
        staying.wait(10)
        staying.stderr.close()
        pids = [int(p.read_text()) for p in pathlib.Path(self.directory).glob('*.pid')]
        self.assertEqual(len(pids), 3)

        second = self.once()
        self.assertEqual(second.returncode, 0, second.stderr[-3000:])
        self.assertEqual(second.stdout.count('173'), first.stdout.count('173'))
        time.sleep(0.2)
        for pid in pids:
            self.assertFalse(pathlib.Path(f'/proc/{pid}').exists(), f'{pid} is still there')


if __name__ == '__main__':
    unittest.main(verbosity=2)
