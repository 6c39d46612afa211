"""Many viewers of one stream in one process, as cheap as they can be: raw sockets, one epoll, no parsing to speak of.

Speaks JSON lines: prints {"ready": n} once every viewer has its first board, then {"rev": r, "at": t} for every board
that has reached the last viewer (t on the machine's monotonic clock). Ends when stdin closes.
"""

import argparse
import collections
import json
import resource
import select
import socket
import sys
import time

# What Chromium sends, because the server holds these for a moment and a proxy passes them on.
HEADERS = (
    "Connection: keep-alive\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n"
    "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Mobile Safari/537.36\r\n"
    'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"\r\nsec-ch-ua-mobile: ?1\r\nsec-ch-ua-platform: "Android"\r\n'
    "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
    "Referer: http://127.0.0.1/live/bench/\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
    "Accept-Language: es-ES,es;q=0.9,en;q=0.8\r\n"
    "Cookie: csrftoken=0123456789abcdef0123456789abcdef; django_language=es\r\n"
)
END = b"\n\n\r\n"


class Crowd:
    def __init__(self, port: int, path: str, viewers: int) -> None:
        self.port, self.viewers = port, viewers
        self.request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{HEADERS}\r\n".encode()
        self.epoll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.incomplete: dict[int, int] = {}
        self.last_data, self.last_rev = b"", 0
        self.reached: collections.Counter[int] = collections.Counter()
        self.ready = False

    def connect(self) -> None:
        """Connect in bursts small enough for the listening queue."""
        for count in range(self.viewers):
            sock = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            sock.sendall(self.request)
            sock.setblocking(False)
            self.sockets[sock.fileno()] = sock
            self.epoll.register(sock.fileno(), select.EPOLLIN)
            if count % 100 == 99:
                self.serve(0)

    def serve(self, timeout: float) -> None:
        for number, _event in self.epoll.poll(timeout, 4096):
            try:
                data = self.sockets[number].recv(65536)
            except BlockingIOError:
                continue
            except ConnectionError:
                data = b""
            if not data:
                self.epoll.unregister(number)
                self.sockets.pop(number).close()
            else:
                self.take(number, data)

    def take(self, number: int, data: bytes) -> None:
        """Count who has which board. Everybody gets the same bytes, mostly in one piece: those are looked at once."""
        if data != self.last_data:
            self.last_data, self.last_rev = data, 0
            place = data.rfind(b"id: ")
            if place >= 0:
                rev = int(data[place + 4 : data.index(b"\n", place)])
                if not data.endswith(END):
                    self.incomplete[number] = rev
                    return
                self.last_rev = rev
        if self.last_rev:
            self.count(self.last_rev)
        elif number in self.incomplete and data.endswith(END):
            self.count(self.incomplete.pop(number))

    def count(self, rev: int) -> None:
        self.reached[rev] += 1
        if self.reached[rev] == self.viewers and self.ready:
            say(rev=rev, at=time.monotonic())


def say(**fields: object) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("viewers", type=int)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    crowd = Crowd(options.port, options.path, options.viewers)
    started = time.monotonic()
    crowd.connect()
    while sum(crowd.reached.values()) < options.viewers:
        crowd.serve(0.1)
    crowd.ready = True
    say(ready=options.viewers, seconds=round(time.monotonic() - started, 2))
    crowd.epoll.register(sys.stdin.fileno(), select.EPOLLHUP)
    crowd.sockets[sys.stdin.fileno()] = _End()  # type: ignore[assignment]
    while True:
        crowd.serve(1)


class _End:
    """Stands for stdin among the sockets: when it closes the crowd goes home."""

    def recv(self, _size: int) -> bytes:
        raise SystemExit


if __name__ == "__main__":
    main()
