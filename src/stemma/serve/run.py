"""Start the server: where it listens, who may speak to it, and what is said at the start."""

from __future__ import annotations

import errno
import secrets
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

from stemma.errors import MissingExtraError, StemmaError

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104  what a person may ask for; a token is then needed


def serve(
    library: str | Path,
    *,
    host: str,
    port: int,
    names: Sequence[str],
    model: str | None,
    say: Callable[[str], None],
) -> None:
    """Serve a library until the program is stopped.

    Args:
        library: its file, made if it does not exist.
        host: the address to listen at. Away from this machine every request needs a token, made anew each time.
        port: the port; 0 for any that is free.
        names: further names by which browsers may call the server.
        model: the language model for new reports; the embedded one if none is named.
        say: is told where the server is.

    Raises:
        MissingExtraError: the packages of the server are not installed.
        LibraryError: the file is no library.
        StemmaError: the address cannot be listened at.
    """
    try:
        import python_multipart  # noqa: F401, PLC0415
        import uvicorn  # noqa: PLC0415

        from stemma.serve.app import create_app  # noqa: PLC0415
        from stemma.serve.guard import is_loopback, own_names  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("stemma serve", "serve") from error

    local = is_loopback(host)
    token = "" if local else secrets.token_urlsafe(24)
    if host in EVERYWHERE:
        names = [*names, socket.gethostname(), socket.getfqdn()]
    app = create_app(
        Path(library).resolve(),
        names=own_names(host, names),
        any_address=host in EVERYWHERE,
        token=token,
        model=model,
    )
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    shown = socket.gethostname() if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    say(f"Stemma serves {library} at http://{shown}:{port}/{f'?token={token}' if token else ''}")
    if token:
        say("Whoever has this address can read and change the library. The connection is not encrypted.")
    say("Stop with Ctrl-C.")
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        ws="none",
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        say("Stopped.")
    finally:
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()  # whoever opens the address that is said next waits for the first answer, and is not refused
    except OSError as error:
        listening.close()
        mend = {errno.EADDRINUSE: "try --port 0", errno.EACCES: "try a port above 1023"}.get(
            error.errno or 0, "give an address of this machine, or leave --host out"
        )
        raise StemmaError(f"cannot listen at {host}:{port} ({error.strerror}); {mend}") from error
    return listening
