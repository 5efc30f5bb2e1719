"""The program at a terminal, where it asks."""

import os
import pty

from support.processes import clean_environment
from support.sites import binary


def typed(arguments, *answers, env=None):
    """Types one answer at each prompt of a terminal: exit code and what the terminal showed."""
    program, environment = str(binary()), clean_environment(**(env or {}))
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            os.execve(program, [program, *arguments], environment)
        finally:
            os._exit(127)
    shown, left = b"", list(answers)
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if left and shown.rstrip().endswith(b":"):
            os.write(terminal, left.pop(0).encode() + b"\n")
            shown += b"(typed)"
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()
