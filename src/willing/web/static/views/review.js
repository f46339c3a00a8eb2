// Review by keyboard, mouse or touch: each decision brings the next position without a page load.

import { say } from "/static/desk.js";

const bench = document.getElementById("review");
const keysOn = document.getElementById("keys-on");
const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";
const HEADERS = { "X-Partial": "1", "X-CSRF-Token": csrf };
const STORED = "willing-review-keys";
let busy = false;

/** Put what the server answers in place, keep the address true, and say what was done. */
async function bring(path, options = {}) {
  if (busy) return;
  busy = true;
  bench.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(path, { ...options, headers: HEADERS });
    const text = await answer.text();
    if (!answer.headers.get("content-type")?.startsWith("text/html") || !text.includes('class="bench"')) {
      say(text.slice(0, 200) || "That didn’t work; load the page again.");
      return;
    }
    // The server escapes whatever the articles say; scripts in what is put here never run.
    bench.innerHTML = text;
    arrived(options.method !== "POST");
  } catch {
    say("The desk doesn’t answer; is it still running?");
  } finally {
    busy = false;
    bench.removeAttribute("aria-busy");
  }
}

function arrived(walked) {
  const now = bench.firstElementChild;
  const address = now.dataset.address;
  if (walked) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  const problem = bench.querySelector(".edit [role=alert]");
  if (problem) {
    problem.closest("form").querySelector("[aria-invalid], input:not([type=hidden])").focus();
    return;
  }
  const title = bench.querySelector("#item-title");
  title?.focus({ preventScroll: true });
  bench.querySelector(".item")?.scrollIntoView({ block: "nearest" });
  if (now.dataset.told) say(`${now.dataset.told} ${left(now.dataset.waiting)}`);
}

function left(count) {
  return Number(count) === 1 ? "1 waits." : `${Number(count).toLocaleString("en")} wait.`;
}

function edit(open) {
  const details = bench.querySelector("#edit");
  if (!details) return;
  details.open = open;
  bench.querySelector("[data-edit]").setAttribute("aria-expanded", String(open));
  if (open) {
    details.scrollIntoView({ block: "nearest" });
    details.querySelector("input:not([type=hidden])").focus();
  } else {
    bench.querySelector("#edit form").reset();
    bench.querySelector("#item-title").focus();
  }
}

if (bench) {
  bench.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-review]")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(event.target, event.submitter));
    bring(event.target.action, { method: "POST", body });
  });

  bench.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a[data-skip], .queues a");
    if (link) {
      event.preventDefault();
      bring(link.href);
    } else if (event.target.closest("[data-edit]")) {
      edit(!bench.querySelector("#edit").open);
    } else if (event.target.closest("[data-leave]")) {
      edit(false);
    }
  });

  bench.addEventListener("toggle", (event) => {
    if (event.target.id !== "edit") return;
    bench.querySelector("[data-edit]")?.setAttribute("aria-expanded", String(event.target.open));
  }, true);

  addEventListener("popstate", () => location.reload());
}

// The keys: one press a decision. Typing in a field, or on a control that takes the key, is left alone.
let going = false;
document.addEventListener("keydown", (event) => {
  if (!bench) return;
  const editing = event.target.closest?.("#edit form");
  if (editing) {
    if (event.key === "Escape") edit(false);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      editing.requestSubmit(editing.querySelector('[value="edit"]'));
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !keysOn.checked) return;
  if (document.querySelector("dialog[open]") || event.target.closest?.("input, textarea, select")) return;
  if (event.key === " " && event.target.closest?.("button, a, summary")) return;
  const afterGo = going;
  going = event.key === "g";
  if (afterGo) return;
  const control = [...bench.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (!control) return;
  event.preventDefault();
  if (!busy) control.click();
});

try {
  keysOn.checked = localStorage.getItem(STORED) !== "off";
} catch {
  // They are on for this page.
}
keysOn?.addEventListener("change", () => {
  try {
    localStorage.setItem(STORED, keysOn.checked ? "on" : "off");
  } catch {
    // It holds for this page.
  }
  say(keysOn.checked ? "The keys are on." : "The keys are off.");
});

document.getElementById("import")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = document.getElementById("import-said");
  const [file] = document.getElementById("import-file").files;
  if (!file) return;
  said.textContent = "Importing …";
  const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/jsonl" };
  try {
    const answer = await fetch("/review/import", { method: "POST", headers, body: file });
    const text = await answer.text();
    const found = text.startsWith("{") ? JSON.parse(text) : { detail: text };
    said.textContent = answer.ok
      ? `${found.new} new of ${found.of} judgements. Load the page again to see what they change.`
      : found.detail;
    if (answer.ok && bench) bring(location.href);
  } catch {
    said.textContent = "The desk doesn’t answer; is it still running?";
  }
});
