// The slider of days: it writes its day into the date field, which the form carries.

const DAY = 86400000;

function dayOf(slider) {
  const first = Date.parse(slider.dataset.first);
  return new Date(first + Number(slider.value) * DAY).toISOString().slice(0, 10);
}

document.addEventListener("input", (event) => {
  const slider = event.target;
  if (!slider.matches?.("input[type=range][data-first]")) return;
  const last = slider.value === slider.max;
  const field = document.getElementById(slider.dataset.date);
  field.value = last ? "" : dayOf(slider);
  const shown = last ? "now" : field.value;
  slider.setAttribute("aria-valuetext", shown);
  const label = document.querySelector(`label[for="${slider.id}"] b`);
  if (label) label.textContent = shown;
});

// On a narrow screen the filters wait behind their word until they are asked for.
let asked = false;

function fold() {
  const facets = document.querySelector(".facets");
  if (!facets) return;
  if (matchMedia("(max-width: 64rem)").matches && !asked) facets.open = false;
  facets.addEventListener("toggle", () => { asked = facets.open; });
}

fold();
document.addEventListener("htmx:afterSwap", fold);
