// The page about scenarios in a brief: one file, offline; what unlocks is worked out here, too.
import { element, play, unlocking } from "./whatif.js";

const brief = document.getElementById("whatif");
if (brief) {
  const data = JSON.parse(document.getElementById("whatif-data").textContent);
  const name = new Map([
    ...data.concessions.map((one) => [one.name, one]),
    ...data.cards.map((one) => [one.id, { title: `${one.who}, ${one.issue}` }]),
  ]);
  const page = play(brief, data, (shown, scenario) => showUnlocking(scenario));
  const few = data.concessions.length <= 12;

  function sets(list, found, supposes, none) {
    const lines = found.sets.map((set) => {
      const item = document.createElement("li");
      const button = element("button", "suppose it");
      button.type = "button";
      button.addEventListener("click", () => supposes(set));
      item.append(set.map((one) => name.get(one).title).join(" and ") + " ", button);
      return item;
    });
    if (!lines.length) lines.push(element("li", none));
    if (!found.complete) lines.push(element("li", "There may be more."));
    list.replaceChildren(...lines);
  }

  function showUnlocking(scenario) {
    const part = brief.querySelector("[data-unlocks]");
    if (!part || !few) return;
    const found = unlocking(data, page.solve, scenario, part.dataset.unlocks);
    const met = found.granted.sets.length && !found.granted.sets[0].length;
    part.querySelector("[data-met]").hidden = !met;
    for (const key of ["granted", "jumps"]) part.querySelector(`[data-${key}]`).hidden = met;
    if (met) return;
    sets(part.querySelector("[data-granted] ul"), found.granted, (set) => page.grant(set), "No set of concessions does.");
    sets(part.querySelector("[data-jumps] ul"), found.jumps, (set) => page.grant([], set), "Nobody could.");
  }

  page.update();
  brief.dataset.ready = "";
}
