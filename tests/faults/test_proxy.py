"""The proxy does the harm that it says it does."""
import socket
import threading
import time
import unittest

import ledger  # noqa: F401 (finds the house)
from house import main
from proxy import Proxy


class ProxyTest(unittest.TestCase):
    def setUp(self):
        """A server that sends everything back, behind a proxy."""
        self.server = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(self.server.close)
        threading.Thread(target=self.echo, daemon=True).start()
        self.proxy = Proxy('tcp://127.0.0.1:%d' % self.server.getsockname()[1])
        self.addCleanup(self.proxy.close)
        self.client = socket.create_connection(('127.0.0.1', int(self.proxy.endpoint.rsplit(':', 1)[1])), 5)
        self.addCleanup(self.client.close)
        self.assertEqual(self.said(b'hello'), b'hello')

    def echo(self):
        try:
            connection, _ = self.server.accept()
            self.reached = b''
            with connection:
                while piece := connection.recv(4096):
                    self.reached += piece
                    connection.sendall(piece)
        except OSError:
            pass

    def said(self, words):
        self.client.sendall(words)
        return self.client.recv(4096)

    def test_it_cuts_after_so_many_bytes(self):
        self.proxy.cut_after(3)
        with self.assertRaises(ConnectionResetError):
            self.said(b'world')
        time.sleep(0.1)
        self.assertEqual(self.reached, b'hellowor')

    def test_it_resets(self):
        self.proxy.reset()
        with self.assertRaises(ConnectionResetError):
            self.client.recv(1)

    def test_half_open_nothing_passes_until_it_does(self):
        self.proxy.freeze()
        self.client.settimeout(0.3)
        with self.assertRaises(TimeoutError):
            self.said(b'world')
        self.proxy.thaw()
        self.client.settimeout(5)
        self.assertEqual(self.client.recv(4096), b'world')

    def test_it_delays(self):
        self.proxy.delay(0.3)
        began = time.monotonic()
        self.assertEqual(self.said(b'world'), b'world')
        self.assertGreaterEqual(time.monotonic() - began, 0.6)


if __name__ == '__main__':
    main()
