// What every page has: the jump menu, the theme, the keys, the token on what htmx sends.

const byId = (id) => document.getElementById(id);
const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  const { parameters, verb } = event.detail;
  if (verb === "get") for (const name of [...parameters.keys()]) if (!parameters.get(name)) parameters.delete(name);
  if (event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = csrf;
});

/** Say something quietly, to eyes and to screen readers. */
export function say(text) {
  const toast = byId("toast");
  toast.textContent = text;
  toast.classList.add("shown");
  setTimeout(() => toast.classList.remove("shown"), 2500);
}

/** Send `body` (an object, as JSON) with the token that a change needs. */
export function send(path, body) {
  const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/json" };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Return the data that the page carries for its script. */
export function pageData(id = "data") {
  return JSON.parse(byId(id)?.textContent ?? "null");
}

function changeTheme() {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
  root.dataset.theme = next;
  try {
    localStorage.setItem("willing-theme", next);
  } catch {
    // It holds for this page.
  }
  document.dispatchEvent(new CustomEvent("willing:theme", { detail: next }));
  say(next === "dark" ? "Dark" : "Light");
}

byId("theme").addEventListener("click", changeTheme);

// The jump menu asks the server as one types; the arrows choose, Enter goes.
const jump = byId("jump");
const jumpWords = byId("jump-words");
const jumpList = byId("jump-list");
let asked = 0;

function openJump() {
  if (jump.open) return;
  jumpWords.value = "";
  jump.showModal();
  jumpWords.focus();
  suggest();
}

async function suggest() {
  const number = ++asked;
  const words = encodeURIComponent(jumpWords.value.trim());
  const answer = await fetch(`/jump.json?q=${words}`);
  if (!answer.ok || number !== asked) return;
  const { items } = await answer.json();
  jumpList.replaceChildren(...items.map(option));
  byId("jump-note").textContent = items.length ? "" : "Nothing is called that.";
  choose(0);
}

function option(item, at) {
  const line = document.createElement("li");
  line.id = `jump-${at}`;
  line.setAttribute("role", "option");
  line.dataset.href = item.href;
  const name = document.createElement("span");
  name.textContent = item.name;
  const kind = document.createElement("span");
  kind.className = "kind";
  kind.textContent = item.kind;
  line.append(name, kind);
  line.addEventListener("click", () => go(line));
  return line;
}

function choose(at) {
  const options = [...jumpList.children];
  if (!options.length) {
    jumpWords.removeAttribute("aria-activedescendant");
    return;
  }
  const wanted = (at + options.length) % options.length;
  options.forEach((one, index) => one.setAttribute("aria-selected", String(index === wanted)));
  options[wanted].scrollIntoView({ block: "nearest" });
  jumpWords.setAttribute("aria-activedescendant", options[wanted].id);
}

const chosen = () => [...jumpList.children].findIndex((one) => one.ariaSelected === "true");

function go(line) {
  // Addresses come from this server, and lead only to it.
  const target = new URL(line.dataset.href, location.origin);
  if (target.origin === location.origin) location.assign(target);
}

byId("jump-open").addEventListener("click", openJump);
jumpWords.addEventListener("input", suggest);
jumpWords.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(chosen() + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter") {
    event.preventDefault();
    const line = jumpList.children[chosen()];
    if (line) go(line);
  }
});
jump.addEventListener("click", (event) => {
  if (event.target === jump) jump.close();
});

byId("keys-open").addEventListener("click", () => byId("keys").showModal());

const PLACES = {
  m: "matrix", t: "timeline", p: "map", a: "articles", r: "reports",
  d: "disputes", s: "sources", w: "what-if", v: "review",
};
let going = false;

function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (going && PLACES[event.key]) {
    const link = document.querySelector(`.views a[href^="/${PLACES[event.key]}"]`);
    if (link) link.click();
  } else if (event.key === "/") {
    event.preventDefault();
    openJump();
  } else if (event.key === "?" && !document.body.dataset.ownKeys) {
    byId("keys").showModal();
  } else if (event.key === "c") {
    copyAddress();
  }
  going = event.key === "g";
});

async function copyAddress() {
  try {
    await navigator.clipboard.writeText(location.href);
    say("The address is copied; it carries everything you chose.");
  } catch {
    say("The browser doesn’t let the address be copied; it is in the address bar.");
  }
}

// From cell to cell of a matrix with the arrow keys.
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.(".matrix td, .matrix th[scope=row]");
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!cell || !step) return;
  let [column, row] = [cell.cellIndex, cell.parentElement];
  for (;;) {
    column += step[0];
    row = step[1] > 0 ? row?.nextElementSibling : step[1] < 0 ? row?.previousElementSibling : row;
    const next = row?.cells?.[column];
    if (!next) return;
    const link = next.querySelector("a");
    if (link) {
      event.preventDefault();
      link.focus();
      return;
    }
  }
});

// Forms that only filter go as soon as something is chosen; htmx does it where it is asked to.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("form[data-live]:not([hx-get])") && event.target.type !== "search") form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-live]:not([hx-get])")) return;
  for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
});
