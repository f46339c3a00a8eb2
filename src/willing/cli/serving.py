"""The command that serves the desk, the ledger in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from willing.cli import options, terminal

TOKEN_VARIABLE = "WILLING_TOKEN"


def serve(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Another than this machine's own.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="NUMBER", help="0 takes a free one.")
    ] = 8321,
    token: Annotated[
        str | None,
        typer.Option(
            "--token", envvar=TOKEN_VARIABLE, metavar="WORD", help="What others must know."
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="A name it is reached by; repeatable."),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open it in the browser.")
    ] = True,
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="FILE", help="The coalition model that What if plays."),
    ] = None,
    allow_fetch: Annotated[
        bool, typer.Option("--allow-fetch", help="Let pages fetch pasted addresses.")
    ] = False,
    agenda: options.AgendaName = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
) -> None:
    """Serve the ledger in a browser, on this machine alone.

    Another --host needs a --token, which whoever opens the desk has to know.
    """
    import uvicorn

    from willing.agenda import load
    from willing.web import create_app

    app = create_app(
        ledger,
        host=host,
        token=token,
        names=name or (),
        agenda=load(agenda) if agenda else None,
        allow_fetch=allow_fetch,
        model=model,
    )
    with _progress() as advance:
        app.state.desk.prepare(advance)
        app.state.desk.warm()
    server = uvicorn.Config(
        app, host=host, port=port, log_level="warning", server_header=False, date_header=False
    )
    listener = server.bind_socket()
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    address += f"?token={token}" if token else ""
    typer.echo(f"{ledger} is served at {address}  (Ctrl-C ends it)")
    if open_browser:
        import webbrowser

        webbrowser.open(address)
    uvicorn.Server(server).run(sockets=[listener])


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows how far the preparation is, where somebody watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = terminal.remarks()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("Preparing the desk", total=None)

        def advance(what: str, at: int, of: int) -> None:
            bar.update(task, description=what, completed=at, total=of)

        yield advance
