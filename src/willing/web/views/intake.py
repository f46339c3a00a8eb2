"""Read from the page: drop files, paste a text or addresses, watch the reading, cancel it."""

from __future__ import annotations

import asyncio
import datetime
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from willing import agenda as agendas
from willing.agenda import DEFAULT_AGENDA, Agenda
from willing.export import words
from willing.ledger import LedgerError
from willing.model import WillingError
from willing.read import SUFFIXES
from willing.read.problem import megabytes
from willing.web.fetching import Fetcher, FetchError
from willing.web.jobs import BusyError, Job, Jobs, Line, Step, agenda_data
from willing.web.pages import Page, as_csv, as_json, ask, render
from willing.web.security import MOST_BODY
from willing.web.uploads import (
    LONGEST_LABEL,
    MOST_ADDRESSES,
    MOST_FILE_BYTES,
    MOST_FILES,
    MOST_TEXT_BYTES,
    Uploads,
    addresses,
)

UPLOAD_SECONDS = 120.0
"""Longest time that sending may take."""

MOST_FIELDS = 12
LONGEST_OUTLET = 120
PARTIAL = "x-partial"
LISTING_COLUMNS = ("id", "title", "state", "files", "of", "articles", "positions", "problems")
REPORT_COLUMNS = ("what", "label", "article", "title", "positions", "sentence")

_FIRST = threading.Lock()

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds beside the files."""

    text: str
    addresses: tuple[str, ...]
    agenda: Agenda
    outlet: str
    published: str


def jobs_of(request: Request) -> Jobs:
    """Return this desk's jobs, begun at the first use."""
    state = request.app.state
    with _FIRST:
        if not hasattr(state, "jobs"):
            state.jobs = Jobs()
    jobs: Jobs = state.jobs
    return jobs


def fetcher_of(request: Request) -> Fetcher | None:
    """Return what fetches addresses, ``None`` where that isn't switched on."""
    state = request.app.state
    if not state.features.fetch:
        return None
    fetcher: Fetcher = getattr(state, "fetcher", None) or Fetcher()
    return fetcher


@router.get("/read", include_in_schema=False)
def show(request: Request) -> Response:
    """Show the form, and the jobs so far."""
    return _form(request)


@router.get("/read.json", include_in_schema=False)
def show_json(request: Request) -> Response:
    """Return the jobs so far."""
    return as_json(ask(request), _listing(request), "", "")


@router.get("/read.csv", include_in_schema=False)
def show_csv(request: Request) -> Response:
    """Return the jobs so far as rows."""
    return as_csv(ask(request), _listing(request), "", "")


def _listing(request: Request) -> Page:
    jobs = [summary(job) for job in jobs_of(request).all()]
    return Page({"jobs": jobs}, LISTING_COLUMNS, jobs, cached=False)


def _form(request: Request, problem: str = "", status: int = 200) -> Response:
    listing = _listing(request)
    desk = request.app.state.desk
    context = {
        "problem": problem,
        "suffixes": SUFFIXES,
        "agendas": tuple(agendas.shipped()),
        "own_agenda": _own_agenda(request).title,
        "fetch": fetcher_of(request) is not None,
        "most_files": MOST_FILES,
        "most_file": megabytes(MOST_FILE_BYTES),
        "most_body": MOST_BODY,
        "most_all": megabytes(MOST_BODY),
        "most_addresses": MOST_ADDRESSES,
        "articles": len(desk.book().articles),
    }
    answer = Page(listing.data, context=context, status=status, cached=False)
    return render(request, "intake.html", "intake", ask(request).view, answer)


@router.post("/read", include_in_schema=False)
async def begin(request: Request) -> Response:
    """Take what was sent, and begin a job that reads it."""
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            form = await request.form(
                max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_TEXT_BYTES
            )
    except TimeoutError:
        return _refused(request, 408, f"Sending took longer than {UPLOAD_SECONDS:g} seconds.")
    except HTTPException as error:
        return _refused(request, 400, f"{str(error.detail).rstrip('.')}; send less at a time.")
    try:
        return await run_in_threadpool(_begin, request, form)
    finally:
        await form.close()


def _begin(request: Request, form: FormData) -> Response:
    folder = tempfile.TemporaryDirectory(prefix="willing-", ignore_cleanup_errors=True)
    try:
        asked = _asked(request, form)
        uploads = Uploads(Path(folder.name))
        for value in form.getlist("files"):
            if isinstance(value, UploadFile) and (value.filename or value.size):
                uploads.add_file(value.filename or "", value.file)
        if asked.text:
            uploads.add_text(asked.text)
        if not (uploads.files or uploads.problems or asked.addresses):
            raise WillingError("Choose a file, or paste a text.")
        job = _job(request, asked, uploads, folder)
        jobs_of(request).add(job)
    except WillingError as error:
        folder.cleanup()
        return _refused(request, 422, str(error))
    except BusyError:
        folder.cleanup()
        return _refused(request, 429, "Enough waits to be read already; wait for some of it.")
    if PARTIAL in request.headers:
        return JSONResponse({"href": f"/read/{job.id}"}, 201)
    return RedirectResponse(f"/read/{job.id}", 303)


def _asked(request: Request, form: FormData) -> Asked:
    """Return what the form's fields ask for.

    Raises:
        WillingError: a field can't be used.
    """
    given = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    outlet = words.one_line(given.get("outlet", ""))
    if len(outlet) > LONGEST_OUTLET:
        raise WillingError(f"An outlet’s name has {LONGEST_OUTLET} characters at most.")
    published = given.get("published", "")
    try:
        day = datetime.date.fromisoformat(published).isoformat() if published else ""
    except ValueError as error:
        raise WillingError(f"{published!r} is no day: write it as in 2025-01-31.") from error
    found = addresses(given.get("addresses", ""))
    if found and fetcher_of(request) is None:
        raise WillingError("Fetching addresses is off; `willing serve --fetch` switches it on.")
    if len(found) > MOST_ADDRESSES:
        raise WillingError(f"Give {MOST_ADDRESSES} addresses at most at a time.")
    return Asked(
        given.get("text", ""), tuple(found), _agenda(request, given.get("agenda", "")), outlet, day
    )


def _agenda(request: Request, name: str) -> Agenda:
    """Return the shipped agenda of that name, or the ledger's own; never one from a file."""
    if not name:
        return _own_agenda(request)
    if name not in set(agendas.shipped()):
        raise WillingError(f"There is no agenda {name!r}.")
    return agendas.load(name)


def _own_agenda(request: Request) -> Agenda:
    known: tuple[Agenda, ...] = request.app.state.desk.agendas
    return known[0] if known else agendas.load(DEFAULT_AGENDA)


def _job(
    request: Request, asked: Asked, uploads: Uploads, folder: tempfile.TemporaryDirectory[str]
) -> Job:
    fetcher = fetcher_of(request)
    order = {
        "ledger": str(request.app.state.desk.path),
        "agenda": agenda_data(asked.agenda),
        "outlet": asked.outlet or None,
        "published": asked.published or None,
    }

    def prepare(job: Job) -> list[tuple[str, str]]:
        if fetcher is not None:
            _fetch(job, fetcher, asked.addresses, uploads)
        return uploads.files

    labels = [label for _, label in uploads.files] + [one.label for one in uploads.problems]
    job = Job(_title([*labels, *asked.addresses]), order, prepare, folder)
    job.total = len(uploads.files) + len(asked.addresses)
    job.problems.extend(uploads.problems)
    return job


def _fetch(job: Job, fetcher: Fetcher, given: tuple[str, ...], uploads: Uploads) -> None:
    """Fetch the addresses one after another; what can't be is a line of the report."""
    job.step = Step.FETCHING
    for address in given:
        if job.stop.is_set():
            return
        job.at = words.one_line(address)[:LONGEST_LABEL]
        try:
            page = fetcher.fetch(address)
        except FetchError as error:
            job.problems.append(Line(job.at, str(error)))
            job.files += 1
            continue
        uploads.add_bytes(page.address, page.data, page.suffix)


def _title(labels: list[str]) -> str:
    first = words.one_line(labels[0])
    return first if len(labels) == 1 else f"{first} and {len(labels) - 1} more"


def _refused(request: Request, status: int, text: str) -> Response:
    if PARTIAL in request.headers:
        return JSONResponse({"detail": text}, status)
    return _form(request, text, status)


@router.get("/read/{job_id}.json", include_in_schema=False)
def report_json(request: Request, job_id: str) -> Response:
    """Return how far a job is."""
    return as_json(ask(request), _report(request, job_id), "", "")


@router.get("/read/{job_id}.csv", include_in_schema=False)
def report_csv(request: Request, job_id: str) -> Response:
    """Return what a job read and what it couldn't read, as rows."""
    return as_csv(ask(request), _report(request, job_id), "", "")


@router.get("/read/{job_id}", include_in_schema=False)
def report(request: Request, job_id: str) -> Response:
    """Show how far a job is, and what came of it."""
    template = "partials/_job.html" if PARTIAL in request.headers else "job.html"
    answer = _report(request, job_id)
    response = render(request, template, "intake", ask(request).view, answer)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/read/{job_id}/cancel", include_in_schema=False)
def cancel(request: Request, job_id: str) -> Response:
    """Stop a job; what it read is kept."""
    _found(request, job_id).stop.set()
    return RedirectResponse(f"/read/{job_id}", 303)


def _found(request: Request, job_id: str) -> Job:
    job = jobs_of(request).find(job_id)
    if job is None:
        raise LedgerError("There is no such reading; only the last ones are kept.")
    return job


def _report(request: Request, job_id: str) -> Page:
    job = _found(request, job_id)
    data = {
        **summary(job),
        "at": job.at,
        "articles_read": [asdict(one) for one in list(job.articles)],
        "problem_lines": [asdict(one) for one in list(job.problems)],
    }
    rows: list[dict[str, Any]] = [
        {"what": "read", "article": one["id"], **one} for one in data["articles_read"]
    ]
    rows += [{"what": "not read", **one} for one in data["problem_lines"]]
    rows = [{column: row.get(column) for column in REPORT_COLUMNS} for row in rows]
    return Page({"job": data}, REPORT_COLUMNS, rows, cached=False)


def summary(job: Job) -> Mapping[str, Any]:
    """Return a job in plain values, without its lines."""
    return {
        "id": job.id,
        "title": job.title,
        "state": job.step.value,
        "ended": job.ended,
        "remark": job.remark,
        "cancelling": job.stop.is_set() and not job.ended,
        "files": job.files,
        "of": job.total,
        "articles": len(job.articles),
        "already": job.already,
        "positions": job.positions,
        "problems": len(job.problems),
    }
