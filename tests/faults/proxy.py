"""A TCP proxy that does what networks do: delays, cuts, resets, and connections of which only one end knows."""
import asyncio
import socket
import struct
import threading

CHUNK = 16384


class Connection:
    def __init__(self, proxy, reader, writer):
        self.proxy, self.reader, self.writer = proxy, reader, writer
        self.there = None

    async def serve(self):
        try:
            reader, self.there = await asyncio.open_connection(*self.proxy.target)
        except OSError:
            self.writer.transport.abort()
            return
        self.proxy.open.add(self)
        try:
            await asyncio.gather(self.pump(self.reader, self.there), self.pump(reader, self.writer),
                                 return_exceptions=True)
        finally:
            self.proxy.open.discard(self)
            self.abort()

    async def pump(self, reader, writer):
        try:
            while piece := await reader.read(CHUNK):
                await self.proxy.flowing.wait()
                await asyncio.sleep(self.proxy.delay_s)
                left = self.proxy.left
                if left is not None:
                    piece = piece[:left]
                    self.proxy.left -= len(piece)
                writer.write(piece)
                await writer.drain()
                if self.proxy.left == 0:
                    self.proxy.left = None
                    break
        finally:
            self.abort()

    def abort(self):
        """Close both ends with a reset."""
        for writer in (self.writer, self.there):
            if writer is None:
                continue
            sock = writer.get_extra_info('socket')
            if sock is not None and sock.fileno() >= 0:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            writer.transport.abort()


class Proxy:
    """Listens on a port of its own and passes on to `endpoint`. Methods may be called from any thread."""

    def __init__(self, endpoint):
        host, port = endpoint.removeprefix('tcp://').rsplit(':', 1)
        self.target = host, int(port)
        self.open = set()
        self.delay_s = 0
        self.left = None  # bytes until the cut
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        asyncio.run_coroutine_threadsafe(self.listen(), self.loop).result(10)

    async def listen(self):
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.server = await asyncio.start_server(lambda r, w: Connection(self, r, w).serve(), '127.0.0.1', 0)
        self.endpoint = 'tcp://127.0.0.1:%d' % self.server.sockets[0].getsockname()[1]

    def _do(self, what, *arguments):
        self.loop.call_soon_threadsafe(what, *arguments)

    def delay(self, seconds):
        self._do(setattr, self, 'delay_s', seconds)

    def cut_after(self, n):
        """Pass on n more bytes, then cut the connection that carried the last one."""
        self._do(setattr, self, 'left', n)

    def freeze(self):
        """Connections stay open and nothing passes."""
        self._do(self.flowing.clear)

    def thaw(self):
        self._do(self.flowing.set)

    def reset(self):
        self._do(lambda: [connection.abort() for connection in list(self.open)])

    async def _end(self):
        self.server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def close(self):
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(10)
        self._do(self.loop.stop)
        self.thread.join(10)
        self.loop.close()
