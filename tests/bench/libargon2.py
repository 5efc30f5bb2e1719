"""argon2id by the library that the gateway uses, without anything round it."""

import ctypes
import functools

SALT = b"0123456789abcdef"
HASH_BYTES = 32


@functools.cache
def library():
    """libargon2 as Debian has it."""
    return ctypes.CDLL("libargon2.so.1")


def hash_of(password, memory_kib, passes):
    """The text of a hash of that cost, with one lane and always the same salt."""
    text = ctypes.create_string_buffer(200)
    secret = password.encode()
    failed = library().argon2id_hash_encoded(
        ctypes.c_uint32(passes),
        ctypes.c_uint32(memory_kib),
        ctypes.c_uint32(1),
        secret,
        ctypes.c_size_t(len(secret)),
        SALT,
        ctypes.c_size_t(len(SALT)),
        ctypes.c_size_t(HASH_BYTES),
        text,
        ctypes.c_size_t(len(text)),
    )
    if failed:
        raise RuntimeError(f"libargon2 answers {failed}")
    return text.value.decode()


def verify(stored, password):
    """Checks a password; fails if it is a wrong one."""
    secret = password.encode()
    if library().argon2id_verify(stored.encode(), secret, ctypes.c_size_t(len(secret))):
        raise RuntimeError("libargon2 refuses the password")
