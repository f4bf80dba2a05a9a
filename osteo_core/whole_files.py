"""Files that appear under their name only when they are complete, whatever else goes on: a full disk, a signal, a second process.

What is written goes to a file of its own beside the place it is meant for, under a name that nobody else has. It is made exclusively: a
file or link that stands there already is never opened. A place that is itself a link is refused (`check_place`), since a link can be
turned to another file between the look and the writing; one that was made meanwhile is replaced, not followed. Of two processes that
write to one place, the last one to finish has its whole file there, and with `taking_names` all files of its run.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from osteo_core.errors import InvalidInput, Problem

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_REASONS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EACCES: "not_permitted",
    errno.EPERM: "not_permitted",
    errno.EROFS: "not_permitted",
    errno.ENAMETOOLONG: "long_name",
}


class WholeFile:
    """A new file; `finish` gives it the name `path`. Without `finish` nothing is left behind. InvalidInput says why it cannot be written.

    `file` takes bytes; whoever writes to it does so inside `written_to(path)`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._beside = path.with_name(f".{path.name[:50]}.{secrets.token_hex(8)}.partial")
        with written_to(path):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            self.file: BinaryIO = os.fdopen(os.open(self._beside, flags, 0o666), "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with suppress(OSError):  # a file that is thrown away need not be complete
            self.file.close()
        self._beside.unlink(missing_ok=True)

    def finish(self) -> None:
        """Complete the file and give it its name."""
        with written_to(self.path):
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            self._beside.replace(self.path)


@contextmanager
def written_to(path: Path) -> Iterator[None]:
    """Whatever the system says against writing to `path` becomes one sentence (InvalidInput)."""
    try:
        yield
    except OSError as error:
        key = _REASONS.get(error.errno or 0, "not_written")
        raise InvalidInput(Problem(path.name, f"files.{key}", {"folder": str(path.parent), "reason": _reason(error)})) from error


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write bytes to, which takes its name when the block ends well. InvalidInput says why it cannot be written."""
    with WholeFile(path) as whole:
        with written_to(path):
            yield whole.file
        whole.finish()


@contextmanager
def taking_names(folder: Path) -> Iterator[None]:
    """Files of one run that belong together are finished inside the block; a second process with files for `folder` waits its turn.

    Without it the results of one run might end beside the refused rows of another. Where the system has no such locks (Windows, some
    network drives) the block runs unguarded.
    """
    with ExitStack() as lock:
        if fcntl is not None:
            with suppress(OSError):
                descriptor = os.open(folder, os.O_RDONLY)
                lock.callback(os.close, descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


def check_place(path: Path) -> None:
    """InvalidInput where no file can be written: a folder, a link, something other than a file, or no folder to hold it."""
    key = None
    if path.is_symlink():
        key = "is_link"
    elif path.is_dir():
        key = "is_directory"
    elif path.exists() and not path.is_file():
        key = "is_no_file"
    elif not path.parent.is_dir():
        key = "no_folder"
    elif not os.access(path.parent, os.W_OK):
        key = "not_permitted"
    if key is not None:
        raise InvalidInput(Problem(path.name, f"files.{key}", {"folder": str(path.parent)}))


def _reason(error: OSError) -> str:
    return error.strerror or (str(error).splitlines() or [type(error).__name__])[0][:200]
