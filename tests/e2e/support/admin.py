"""A client of the gateway's admin listener."""

import re

import httpx

from support.waiting import limit, wait_until

SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def admin_url(process, since=0):
    """Where the gateway says that it listens: "unix:PATH" or "http://…"."""
    line = process.wait_for_line(r"admin: .* at (unix:\S+|http://\S+)$", 20, "err", since)
    return line.group(1)


class Admin:
    """Of a gateway's process, or at a known address."""

    def __init__(self, process, url=None):
        self.url = url or admin_url(process)

    @property
    def path(self):
        return self.url.removeprefix("unix:")

    def client(self):
        if self.url.startswith("unix:"):
            transport = httpx.HTTPTransport(uds=self.path)
            return httpx.Client(transport=transport, base_url="http://admin", timeout=limit(20))
        return httpx.Client(base_url=self.url, trust_env=False, timeout=limit(20))

    def get(self, path):
        with self.client() as client:
            return client.get(path)

    def status(self, path):
        return self.get(path).status_code

    def text(self):
        answer = self.get("/metrics")
        assert answer.status_code == 200, answer.text
        return answer.text

    def samples(self):
        """(name, {label: value}, number) of every metric."""
        return [
            (name, dict(LABEL.findall(labels)), float(number))
            for name, labels, number in SAMPLE.findall(self.text())
        ]

    def value(self, name, **labels):
        """The sum of all samples that have these labels."""
        return sum(
            number
            for found, has, number in self.samples()
            if found == f"datasette_gateway_{name}" and labels.items() <= has.items()
        )

    def wait_for(self, wanted, name, **labels):
        """Counts appear when a request is over, a moment after its answer."""
        wait_until(lambda: self.value(name, **labels) == wanted, what=f"{name} {labels}")
