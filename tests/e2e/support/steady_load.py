"""Clients that ask all the time, on kept connections, and note whatever goes wrong."""

import threading

from support.raw_http import ConnectionEnded, RawConnection, request_bytes
from support.waiting import wait_until


class SteadyLoad:
    """As a context: the clients run within it. `failures` says what happened to which request."""

    def __init__(self, address, clients=4, headers=(), target="/t/load"):
        self.address = address
        self.headers = list(headers)
        self.target = target
        self.counts = [0] * clients  # requests answered with 200, for each client
        self.failures = []
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(number,), daemon=True)
            for number in range(clients)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc):
        self._ending.set()
        for thread in self._threads:
            thread.join()

    @property
    def count(self):
        return sum(self.counts)

    def wait_for_more(self, requests=20, seconds=20):
        """Until that many more have been answered well."""
        wanted = self.count + requests
        wait_until(lambda: self.count >= wanted, seconds, f"{requests} more answers")

    def _run(self, number):
        while not self._ending.is_set():
            try:
                with RawConnection(self.address) as connection:
                    self._ask_on(connection, number)
            except (ConnectionEnded, OSError, AssertionError) as end:
                self.failures.append(repr(end))
                self._ending.wait(0.02)

    def _ask_on(self, connection, number):
        while not self._ending.is_set():
            connection.send(request_bytes(target=self.target, headers=self.headers))
            answer = connection.read_response()
            if answer.status == 200 and answer.complete:
                self.counts[number] += 1
            else:
                self.failures.append(f"{answer.status}, complete: {answer.complete}")
            if answer.header("connection") == "close":
                return
