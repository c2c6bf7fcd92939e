"""What a run leaves behind for the oracle: append-only files, and the kinds of facts that are reported.

A ledger is a file of JSON lines. A line is on disk before whoever wrote it goes on, so that a process that is killed
finds in it all that it ever said. Only the last line can be torn; it says nothing then.
"""
import base64
import json
import os
import pathlib
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'integration'))

# kind: fields of the key, other fields. Only these are reported, in the form in which they are stored.
KINDS = {
    'observation': (('ref_area', 'indicator', 'time_period', 'sex', 'age', 'source'), ('value', 'footnote')),
    'law': (('ref_area', 'title', 'stage', 'source'), ('date', 'topics', 'note')),
    'treaty_action': (('ref_area', 'instrument', 'action', 'reference', 'source'), ('date', 'note')),
}
STATES = {1: 'COMMITTED', 2: 'REJECTED', 3: 'CONFLICT', 4: 'UNKNOWN'}
RECEIPT_FIELD = 12  # Envelope.receipt


class Ledger:
    """The writing end."""

    def __init__(self, path):
        path = pathlib.Path(path)
        if path.exists():
            whole = path.read_bytes()
            os.truncate(path, whole.rfind(b'\n') + 1)
        self.file = open(path, 'ab')

    def write(self, **entry):
        self.file.write(json.dumps(entry).encode() + b'\n')
        self.file.flush()
        os.fsync(self.file.fileno())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()


def read(path):
    path = pathlib.Path(path)
    lines = path.read_bytes().split(b'\n')[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]


def to_text(packed):
    return base64.b64encode(zlib.compress(packed)).decode()


def to_bytes(text):
    return zlib.decompress(base64.b64decode(text))


def _varint(packed, at):
    value = shift = 0
    while True:
        byte = packed[at]
        value |= (byte & 0x7f) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def receipt_bytes(packed):
    """The very bytes of the receipt in a packed Envelope; None if it holds another answer."""
    at = 0
    while at < len(packed):
        tag, at = _varint(packed, at)
        size, after = _varint(packed, at)
        if tag & 7 == 0:
            at = after
            continue
        if tag & 7 != 2:
            raise ValueError(f'wire type {tag & 7} in an Envelope')
        if tag >> 3 == RECEIPT_FIELD:
            return packed[after:after + size]
        at = after + size
    return None
