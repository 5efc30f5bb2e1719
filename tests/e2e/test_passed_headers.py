"""Which request headers reach Datasette: those on the list, and no others."""

from support.raw_http import exchange, request_bytes

CLOSE = ("Connection", "close")
STANDARD = [
    ("Accept", "text/csv"),
    ("Accept-Language", "de"),
    ("Cache-Control", "no-cache"),
    ("Content-Type", "text/plain"),
    ("If-None-Match", '"a"'),
    ("Last-Event-ID", "7"),
    ("Range", "bytes=0-1"),
    ("Referer", "http://gateway.test/"),
    ("Sec-CH-UA", "x"),
    ("Sec-Fetch-Mode", "cors"),
    ("User-Agent", "tests"),
    ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ("HX-Request", "true"),
    ("MCP-Session-Id", "1"),
    ("Idempotency-Key", "k"),
    ("X-CSRF-Token", "t"),
    ("X-Requested-With", "XMLHttpRequest"),
]
CLAIMS = [
    "X-Authentik-Username",
    "X-Pomerium-Claim-Email",
    "X-Pomerium-Jwt-Assertion",
    "X-SSL-Client-Verify",
    "SSL-Client-Cert",
    "OIDC_CLAIM_sub",
    "OIDC-Claim-Email",
    "X-Goog-IAP-JWT-Assertion",
    "Fly-Client-IP",
    "X-Actor",
    "X-Url-Scheme",
    "X-Scheme",
    "Front-End-Https",
    "Cookie_",
    "X-HTTP-Method-Override",
    "From",
    "X-WebAuth-User",
    "Tran|sfer-Encoding",
    "X-Nobody-Has-Thought-Of-Yet",
]


def test_only_listed_headers_reach_datasette(forwarding):
    headers = [*STANDARD, *((name, "evil") for name in CLAIMS)]
    upstream, site = forwarding
    answer = exchange(site.address, request_bytes(target="/t/listed", headers=[*headers, CLOSE]))
    assert answer.status == 200
    seen = upstream.only_request_for("/t/listed")
    assert [seen.header(name) for name, _ in STANDARD] == [value for _, value in STANDARD]
    assert "evil" not in seen.head.decode("latin-1")


def test_listed_headers_reach_datasette_and_the_others_are_logged_once(
    upstream, gateway_before
):
    config = {"upstream": {"pass_headers": ["Stripe-Signature", "X-Acme-*"]}}
    site = gateway_before(upstream, {"plugins": {"datasette-gateway": config}})
    headers = [
        ("stripe-signature", "t=1"),
        ("X-Acme-Team", "a"),
        ("X-Acme_Team", "evil"),
        ("X-Other", "evil"),
        CLOSE,
    ]
    for path in ("/t/passed", "/t/passed-again"):
        exchange(site.address, request_bytes(target=path, headers=headers))
        seen = upstream.only_request_for(path)
        assert seen.header("stripe-signature") == "t=1" and seen.header("x-acme-team") == "a"
        assert "evil" not in seen.head.decode("latin-1")
    site.process.wait_for_line(r'the request header "X-Other" is not passed to Datasette')
    assert site.process.text().count('"X-Other" is not passed') == 1
