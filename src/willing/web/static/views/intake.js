// Read from the page: drop files, send them with the token, watch the reading.

import { say } from "/static/desk.js";

const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";
const HEADERS = { "X-Partial": "1", "X-CSRF-Token": csrf };
const PAUSE = 500;

const form = document.getElementById("intake");
const files = document.getElementById("files");
const drop = document.getElementById("drop");
const chosen = document.getElementById("chosen");
const problem = document.getElementById("intake-problem");

function megabytes(bytes) {
  return bytes < 1e5 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function list() {
  chosen.replaceChildren(
    ...[...files.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name}, ${megabytes(file.size)}`;
      return line;
    }),
  );
}

if (form) {
  files.addEventListener("change", list);
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    files.files = event.dataTransfer.files;
    list();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin();
  });
}

async function begin() {
  const sending = document.getElementById("sending");
  const button = form.querySelector(".go");
  const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
  problem.textContent = "";
  if (size > Number(form.dataset.most)) {
    problem.textContent = `That is ${megabytes(size)} together; send less at a time.`;
    return;
  }
  sending.textContent = "Sending …";
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", headers: HEADERS, body: new FormData(form) });
    const text = await answer.text();
    const found = text.startsWith("{") ? JSON.parse(text) : { detail: text.slice(0, 300) };
    if (answer.ok) {
      location.assign(found.href);
      return;
    }
    problem.textContent = found.detail;
  } catch {
    problem.textContent = "The desk doesn’t answer, or took no more of it; send less at a time.";
  }
  sending.textContent = "";
  button.disabled = false;
}

// A job's page looks again and again until the job has ended.
const job = document.getElementById("job");
const said = document.getElementById("job-said");
const cancel = document.getElementById("cancel");
let told = job?.firstElementChild?.dataset.state;

async function look() {
  try {
    const answer = await fetch(job.dataset.href, { headers: HEADERS });
    if (!answer.ok) return;
    const text = await answer.text();
    if (text !== job.dataset.shown) {
      job.dataset.shown = text;
      // The server escapes whatever the articles say; scripts in what is put here never run.
      job.innerHTML = text;
    }
  } catch {
    said.textContent = "The desk doesn’t answer; looking again.";
  }
  const { ended, state } = job.firstElementChild.dataset;
  if (state !== told) {
    told = state;
    said.textContent = ended === "1" ? summary() : state;
  }
  if (ended === "1") finished();
  else setTimeout(look, PAUSE);
}

function summary() {
  const figures = [...job.querySelectorAll(".figures div")].map(
    (one) => `${one.querySelector("dd").textContent} ${one.querySelector("dt").textContent}`,
  );
  return `${told}: ${figures.join(", ")}.`;
}

function finished() {
  if (cancel?.contains(document.activeElement)) document.getElementById("main").focus();
  cancel?.remove();
}

if (job && job.firstElementChild.dataset.ended === "0") setTimeout(look, PAUSE);

cancel?.addEventListener("submit", async (event) => {
  event.preventDefault();
  cancel.querySelector("button").disabled = true;
  const answer = await fetch(cancel.action, { method: "POST", headers: HEADERS });
  if (!answer.ok) say("It could not be cancelled; load the page again.");
});
