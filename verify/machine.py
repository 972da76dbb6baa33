"""What went wrong with the machine and not with a claim: a check that ended so has no verdict, and must be made again."""

from __future__ import annotations

import errno

SHORT = frozenset({errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class Lost(Exception):
    """A check that ended without a verdict; the message says why."""


def fault(error: BaseException) -> bool:
    """Whether the machine ran out of something: memory, room, open files, processes.

    SystemError is what the interpreter raises where its own code fails, which without memory it does; no code here raises it.
    """
    return isinstance(error, (MemoryError, SystemError, Lost)) or (isinstance(error, OSError) and error.errno in SHORT)
