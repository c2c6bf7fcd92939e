"""A client of Roundtable written from proto/ and docs/protocol.md alone.

It shares no code with the services: python3-zmq for the socket, and the classes that protoc makes
from proto/*.proto. The tests use it to ask precisely; its own test is test_protocol.py.
"""
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import zmq

_PROTO = pathlib.Path(__file__).resolve().parents[2] / 'proto'


def _load_messages():
    """Compile proto/ into a temporary directory and import the envelope (it imports the rest)."""
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run(['protoc', f'--proto_path={_PROTO}', f'--python_out={directory}',
                        *sorted(str(p) for p in _PROTO.glob('*.proto'))], check=True)
        sys.path.insert(0, directory)
        try:
            import envelope_pb2, submission_pb2, receipt_pb2, question_pb2, edition_pb2
        finally:
            sys.path.remove(directory)
    return envelope_pb2, submission_pb2, receipt_pb2, question_pb2, edition_pb2


envelope, submission, receipt, question, edition = _load_messages()


class Timeout(Exception):
    """No answer in time."""


class Client:
    """One connection to one service."""

    def __init__(self, endpoint, timeout_s=30):
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.connect(endpoint)
        self.timeout_ms = int(timeout_s * 1000)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, **body):
        """Send an Envelope with that body; return its id."""
        message = envelope.Envelope(version=1, id=os.urandom(16), **body)
        self.socket.send(message.SerializeToString())
        return message.id

    def receive(self):
        if not self.socket.poll(self.timeout_ms):
            raise Timeout()
        return envelope.Envelope.FromString(self.socket.recv())

    def ask(self, **body):
        """Send, and return the answer with the same id; answers to older requests are passed over."""
        wanted = self.send(**body)
        while True:
            answer = self.receive()
            if answer.id == wanted:
                return answer

    def submit(self, report, patience_s=30):
        """Submit a Submission, or the bytes of one; told Busy, send the same bytes again after the pause."""
        packed = report if isinstance(report, bytes) else report.SerializeToString()
        deadline = time.monotonic() + patience_s
        while True:
            answer = self.ask(submit=submission.Submit(submission=packed))
            if answer.WhichOneof('body') != 'busy' or time.monotonic() > deadline:
                return answer
            time.sleep(answer.busy.retry_after_ms / 1000)

    def question(self, cutoff=None, **body):
        asked = question.Ask(**body)
        if cutoff:
            asked.cutoff = cutoff
        return self.ask(ask=asked)

    def count(self, cutoff=None, **query):
        return self.question(cutoff, count=question.CountQuestion(**query)).answer.figure


def report(organization, submission_id, rows=(), **fields):
    """A Submission; rows are (kind, {field: value}) with their position as number."""
    message = submission.Submission(organization=organization, id=submission_id, **fields)
    for number, (kind, values) in enumerate(rows, 1):
        row = message.rows.add(number=number)
        fact = getattr(row, kind)
        fact.SetInParent()
        for name, value in values.items():
            if isinstance(value, (list, tuple)):
                getattr(fact, name).extend(value)
            else:
                setattr(fact, name, value)
    return message


def digest(packed):
    return hashlib.sha256(packed).digest()
