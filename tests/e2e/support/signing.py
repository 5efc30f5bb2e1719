"""Datasette's signed values and the plugin's hashes, made with the standard library alone."""

import base64
import hashlib
import hmac
import json
import zlib


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signature(payload, secret, namespace):
    key = hashlib.sha1(f"{namespace}signer{secret}".encode()).digest()
    return b64(hmac.new(key, payload.encode(), hashlib.sha1).digest())


def sign(value, secret, namespace="actor"):
    payload = b64(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())
    return f"{payload}.{_signature(payload, secret, namespace)}"


def unsign(text, secret, namespace="actor"):
    payload, _, signature = text.rpartition(".")
    assert hmac.compare_digest(signature, _signature(payload, secret, namespace)), text
    raw = zlib.decompress(unb64(payload[1:])) if payload.startswith(".") else unb64(payload)
    return json.loads(raw)


BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz"


def base62_decode(text):
    number = 0
    for character in text:
        number = number * 62 + BASE62.index(character)
    return number


def base62_encode(number):
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = BASE62[digit] + text
    return text


def pbkdf2_hash(password, rounds=1000, salt="0123456789abcdef"):
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), rounds)
    return f"pbkdf2_sha256${rounds}${salt}${base64.b64encode(digest).decode()}"


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
