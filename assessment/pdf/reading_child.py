"""The process that takes the data file out of a PDF of a stranger, and ends.

`reading.py` starts it as a program by itself, without anything of ours within reach. It sets its
own limits before it reads a single byte. Whatever the PDF does to it, the answer is one of two: the
bytes of the attachment, or a code that says why there are none.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import zlib
from io import BytesIO
from typing import IO, Any, NoReturn

FOUND, REFUSED = b"=", b"!"
ONE, MANY = "one", "many"
SIZE = 8  # bytes that say how long what follows is
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")

MOST_NAMES = 16
MOST_OPEN_FILES = 16
MEGABYTE = 1_000_000

# Nothing that has to be decoded before the attachment is found is larger than this in our reports.
SETTINGS: dict[str, Any] = {
    "zlib_maximum_output_length": 16 * MEGABYTE,
    "zlib_maximum_recovery_input_length": 0,
    "lzw_maximum_output_length": MEGABYTE,
    "run_length_maximum_output_length": MEGABYTE,
    "maximum_declared_stream_length": 8 * MEGABYTE,
    "stream_decoding_work_maximum_length": 64 * MEGABYTE,
    "stream_filters_maximum_length": 1,
    "jbig2dec_binary": None,
}


class Refused(Exception):
    """The code of a reason; `reading.py` has the words for it."""


def limit(memory: int, processor: float, wall: float) -> None:
    """The system keeps these limits, so they hold also when nobody watches."""
    whole = int(processor) + 1
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # It writes no file at all.
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN_FILES, MOST_OPEN_FILES))
    signal.setitimer(signal.ITIMER_PROF, processor)
    signal.setitimer(signal.ITIMER_REAL, wall)


def lock_in() -> None:
    """From here on it makes no connection and starts no program."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise Refused("broken")

    sys.addaudithook(refuse)


def find(pdf: bytes, name: str, most: int) -> bytes:
    """The attachment, or `Refused`, or whatever the library throws at a file that is broken."""
    from pypdf import PdfReader, apply_configuration

    with apply_configuration(**SETTINGS):
        reader = PdfReader(BytesIO(pdf), strict=True)
        if reader.is_encrypted:
            raise Refused("encrypted")
        found = [item for item in _files(reader) if _name(item) == name]
        if not found:
            raise Refused("none")
        if len(found) > 1:
            raise Refused("several")
        return _inflated(_stream(found[0]), most)


def _files(reader: Any) -> list[Any]:
    """What stands in the list of attachments. It is flat in our reports, so a tree is not ours."""
    root = reader.trailer["/Root"].get_object()
    names = root.get("/Names")
    if names is None or names.get_object().get("/EmbeddedFiles") is None:
        raise Refused("none")
    tree = names.get_object()["/EmbeddedFiles"].get_object()
    if "/Kids" in tree or "/Names" not in tree:
        raise Refused("none")
    pairs = tree["/Names"].get_object()
    if not isinstance(pairs, list) or len(pairs) % 2:
        raise Refused("broken")
    if len(pairs) > 2 * MOST_NAMES:
        raise Refused("several")
    return [item.get_object() for item in pairs[1::2]]


def _name(item: Any) -> str:
    return str(item["/UF"] if "/UF" in item else item.get("/F"))


def _stream(item: Any) -> Any:
    files = item["/EF"].get_object()
    stream = files["/F"].get_object()
    # Two readers must not find two different files in it.
    if set(files) - {"/F", "/UF"} or files.get("/UF", stream).get_object() is not stream:
        raise Refused("several")
    return stream


def _inflated(stream: Any, most: int) -> bytes:
    """Not with the library: here we know how much may come out."""
    body: bytes = stream._data
    filters = stream.get("/Filter")
    filters = filters.get_object() if filters is not None else []
    filters = filters if isinstance(filters, list) else [filters]
    if "/DecodeParms" in stream or "/F" in stream or len(filters) > 1:
        raise Refused("broken")
    if filters:
        if str(filters[0].get_object()) != "/FlateDecode":
            raise Refused("broken")
        unpacking = zlib.decompressobj()
        body = unpacking.decompress(body, most + 1)
        if len(body) <= most and not unpacking.eof:
            raise Refused("broken")
    if len(body) > most:
        raise Refused("large")
    return body


def answer_of(pdf: bytes, name: str, most: int) -> bytes:
    """What is said of one PDF, whatever it does; from here on this process is locked in."""
    try:
        lock_in()
        return FOUND + find(pdf, name, most)
    except Refused as why:
        return REFUSED + str(why).encode()
    # The library throws all kinds of things at a broken file; to the reader they are all the same.
    except BaseException:  # noqa: BLE001
        return REFUSED + b"broken"


def main() -> NoReturn:
    how, name, most, memory, processor, wall = sys.argv[1:]
    limits = (int(memory), float(processor), float(wall))
    if how == MANY:
        many(name, int(most), limits)
    else:
        answer = REFUSED + b"broken"
        # Also too little memory to begin with is only an answer.
        with contextlib.suppress(BaseException):
            limit(*limits)
            pdf = sys.stdin.buffer.read()
            import pypdf  # noqa: F401  # Loading it reads files, which is over before we lock in.

            answer = answer_of(pdf, name, int(most))
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    # There is nothing to clear away, and clearing away deep structures can crash by itself.
    os._exit(0)


def many(name: str, most: int, limits: tuple[int, float, float]) -> None:
    """Loads the library once. Each PDF gets a copy of this process to itself, which then ends.

    This process only hands on: it looks at no PDF, so none of them can reach the next one.
    """
    import pypdf  # noqa: F401

    while pdf := _next(sys.stdin.buffer):
        reading, writing = os.pipe()
        copy = os.fork()
        if not copy:
            _read_alone(pdf, writing, name, most, limits)
        os.close(writing)
        with os.fdopen(reading, "rb") as said:
            answer = said.read(len(FOUND) + most + 1)
        os.kill(copy, signal.SIGKILL)
        os.waitpid(copy, 0)
        sys.stdout.buffer.write(len(answer).to_bytes(SIZE, "big") + answer)
        sys.stdout.buffer.flush()


def _next(source: IO[bytes]) -> bytes:
    """The next PDF, with its length in front; nothing when there are no more."""
    return source.read(int.from_bytes(source.read(SIZE), "big"))


def _read_alone(
    pdf: bytes, writing: int, name: str, most: int, limits: tuple[int, float, float]
) -> NoReturn:
    """In the copy: with its own limits, and with no way to the answers of others."""
    with contextlib.suppress(BaseException):
        for other in (sys.stdin.fileno(), sys.stdout.fileno()):
            os.close(other)
        limit(*limits)
        with os.fdopen(writing, "wb") as out:
            out.write(answer_of(pdf, name, most))
    os._exit(0)


if __name__ == "__main__":
    main()
