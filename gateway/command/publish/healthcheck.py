"""Exit code 0 if the gateway in this container answers: 401 is an answer, 5xx is none."""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=5)
connection.request("GET", "/-/versions.json")
sys.exit(connection.getresponse().status >= 500)
