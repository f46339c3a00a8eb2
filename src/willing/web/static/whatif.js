// The page about scenarios: each click is worked out here, and only what changed is touched.
import { minimalSets, solver } from "./standing.js";

/** Bring the page `root` to life; `data` is what `script_data` wrote, `changed` hears of clicks. */
export function play(root, data, changed = () => {}) {
  const solve = solver(data.gates);
  const number = data.gates.big ? BigInt : Number;
  const find = (selector) => [...root.querySelectorAll(selector)];
  const keyed = (attribute) => new Map(find(`[data-${attribute}]`).map((one) => [one.dataset[attribute], one]));
  const cards = keyed("card");
  const columns = keyed("status");
  const listed = keyed("list");
  const requirements = keyed("requirement");
  const issues = keyed("issue");
  const nodes = find(".wi-graph .wi-node");
  const edges = find(".wi-graph .wi-edge");
  const order = new Map(data.cards.map((card, place) => [card.id, place]));
  const cardOf = new Map(data.cards.map((card) => [card.id, card]));
  const scenario = Object.fromEntries(Object.entries(data.scenario).map(([part, names]) => [part, new Set(names)]));
  let shown = null;

  const picture = root.querySelector("[data-picture]");
  if (picture) picture.scrollLeft = picture.scrollWidth;

  function holds(leaf, standing) {
    let has = number(0);
    for (const [id, weight] of leaf.members) if (standing.has(id)) has += number(weight);
    return has >= number(leaf.needs) === leaf.positive;
  }

  function markOf(leaf, answer) {
    if ("event" in leaf) return scenario.happens.has(leaf.event) === leaf.positive ? "met" : "unmet";
    if (holds(leaf, answer.now)) return "met";
    return holds(leaf, answer.together) ? "together" : "unmet";
  }

  function move(id, status) {
    const card = cards.get(id);
    const list = columns.get(status).querySelector("ol");
    if (card.parentElement === list) return;
    const after = [...list.children].find((other) => order.get(other.dataset.card) > order.get(id));
    list.insertBefore(card, after ?? null);
    card.classList.remove("wi-moved");
    void card.offsetWidth;
    card.classList.add("wi-moved");
  }

  function showCards(answer) {
    const counts = Object.fromEntries([...columns.keys()].map((key) => [key, 0]));
    for (const { id, leaves } of data.cards) {
      const status = answer.status[id];
      counts[status] += 1;
      move(id, status);
      const card = cards.get(id);
      const spans = card.querySelectorAll(".wi-leaf");
      leaves.forEach((leaf, place) => showMark(spans[place], markOf(leaf, answer)));
      const forced = scenario.included.has(id) || scenario.excluded.has(id);
      write(card.querySelector("[data-forced]"), forced ? " · supposed" : "");
      if (listed.has(id)) write(listed.get(id).querySelector("[data-status-word]"), data.looks[status][1]);
    }
    for (const [key, column] of columns) {
      write(column.querySelector("[data-count]"), String(counts[key]));
      if (key === "undetermined") column.hidden = !counts[key];
    }
    return counts;
  }

  function showMark(span, mark) {
    span.className = `wi-leaf wi-${mark}`;
    const [glyph, words] = span.firstElementChild.childNodes;
    write(glyph, data.words.marks[mark]);
    write(words, ` ${data.words.mark[mark]}: `);
  }

  function showCounts(counts) {
    const parts = [
      [counts.stands, counts.stands === 1 ? "stands" : "stand"],
      [counts.only_together, "only together"],
      [counts.falls, counts.falls === 1 ? "falls" : "fall"],
    ];
    if (counts.undetermined) parts.push([counts.undetermined, "undetermined"]);
    const line = root.querySelector("[data-counts]");
    const text = parts.map(([count, word]) => `${count} ${word}`).join(", ");
    if (line.textContent === text) return;
    line.replaceChildren(
      ...parts.flatMap(([count, word], place) => {
        const bold = document.createElement("b");
        bold.textContent = count;
        return [place ? ", " : "", bold, ` ${word}`];
      }),
    );
  }

  function showCircles(circles) {
    const list = root.querySelector("[data-circles]");
    const lines = circles.map((circle) => {
      const names = [...new Set(circle.map((id) => cardOf.get(id).who))];
      if (names.length === 1) return `↻ ${names[0]} waits for itself`;
      return `↻ ${[...names, names[0]].join(" → ")}: each waits for the next`;
    });
    if (lines.join("\n") === [...list.children].map((one) => one.textContent).join("\n")) return;
    list.replaceChildren(...lines.map((text) => element("li", text)));
  }

  function showRequirements(answer) {
    for (const [id, item] of requirements) {
      const { met, together } = answer.met[id];
      const state = met ? "met" : together ? "together" : "unmet";
      const span = item.querySelector("[data-state]");
      span.className = `wi-state wi-${state}`;
      write(span, `${data.words.marks[state]} ${data.words.state[state]}`);
    }
    for (const [issue, table] of issues) {
      const most = Number(table.dataset.most);
      for (const [key, value] of Object.entries(answer.totals[issue])) {
        write(table.querySelector(`[data-total="${key}"]`), figure(value));
        table.querySelector(`[data-bar="${key}"]`).setAttribute("width", most ? (100 * value) / most : 0);
      }
    }
  }

  function showGraph(answer, circles) {
    const circleOf = new Map(circles.flatMap((circle, place) => circle.map((id) => [id, place])));
    data.graph.nodes.forEach((node, place) => {
      const [state, words] = look(node, answer);
      if (!nodes[place]) return;
      nodes[place].setAttribute("class", `wi-node wi-${state}`);
      write(nodes[place].querySelector("[data-sub]"), words);
    });
    data.graph.edges.forEach((edge, place) => {
      const [from, to] = [data.graph.nodes[edge.from].id, data.graph.nodes[edge.to].id];
      const loops = circleOf.has(from) && circleOf.get(from) === circleOf.get(to);
      edges[place]?.classList.toggle("wi-loop", loops);
    });
  }

  /** Return the state and the second line of a node of the picture. */
  function look(node, answer) {
    if (node.kind === "commitment") {
      const status = answer.status[node.id];
      return [status, `${data.looks[status][0]} ${data.looks[status][1]}`];
    }
    if (node.kind !== "event") return ["total", "in total"];
    const choice = scenario.happens.has(node.event) ? "yes" : scenario.fails.has(node.event) ? "no" : "";
    return [`event-${choice || "open"}`, data.words.event[choice]];
  }

  function showChoices() {
    for (const field of find("[data-event]")) {
      const name = field.dataset.event;
      check(field, scenario.happens.has(name) ? "yes" : scenario.fails.has(name) ? "no" : "");
    }
    for (const field of find("[data-actor]")) {
      const { ids } = data.actors.find((one) => one.id === field.dataset.actor);
      const all = (part) => ids.every((id) => scenario[part].has(id));
      check(field, all("included") ? "yes" : all("excluded") ? "no" : "");
    }
  }

  /** Work the scenario out and show it. */
  function update() {
    const answer = solve(scenario);
    const circles = circlesOf(data.graph, answer.status);
    const counts = showCards(answer);
    showCounts(counts);
    showCircles(circles);
    showRequirements(answer);
    showGraph(answer, circles);
    shown = { answer, circles, look: (node) => look(node, answer) };
    changed(shown, scenario, literals(data, scenario));
    return shown;
  }

  function suppose(part, against, names, on) {
    for (const name of names) {
      scenario[part].delete(name);
      scenario[against].delete(name);
      if (on === "yes") scenario[part].add(name);
      if (on === "no") scenario[against].add(name);
    }
  }

  root.addEventListener("change", (event) => {
    const field = event.target.closest("[data-event], [data-actor]");
    if (!field) return;
    if (field.dataset.event !== undefined) suppose("happens", "fails", [field.dataset.event], event.target.value);
    else {
      const { ids } = data.actors.find((one) => one.id === field.dataset.actor);
      suppose("included", "excluded", ids, event.target.value);
    }
    update();
  });
  root.querySelector("[data-suppose]").addEventListener("reset", (event) => {
    event.preventDefault();
    for (const part of Object.values(scenario)) part.clear();
    showChoices();
    update();
  });
  root.querySelector("[data-suppose]").addEventListener("submit", (event) => event.preventDefault());
  root.querySelector("[data-submit]").hidden = true;

  return {
    update,
    solve,
    scenario,
    /** Suppose that these events happen and these commitments stand, beside what is supposed. */
    grant(events, commitments = []) {
      suppose("happens", "fails", events, "yes");
      suppose("included", "excluded", commitments, "yes");
      showChoices();
      return update();
    },
    /** Turn an event from “not yet” to “happens” to “never”. */
    turn(event) {
      const now = scenario.happens.has(event) ? "no" : scenario.fails.has(event) ? "" : "yes";
      suppose("happens", "fails", [event], now);
      showChoices();
      return update();
    },
  };
}

/** Return the commitments that wait for one another in a circle, in the order of the circle. */
export function circlesOf(graph, status) {
  const count = graph.nodes.length;
  const waits = graph.nodes.map((node) => node.kind === "total" || status[node.id] === "only_together");
  const next = Array.from({ length: count }, () => []);
  for (const { from, to } of graph.edges) if (waits[from] && waits[to]) next[from].push(to);
  const reach = next.map((_, start) => {
    const seen = new Set();
    const todo = [start];
    while (todo.length) {
      for (const node of next[todo.pop()]) {
        if (!seen.has(node)) {
          seen.add(node);
          todo.push(node);
        }
      }
    }
    return seen;
  });
  const done = new Set();
  const found = [];
  for (let node = 0; node < count; node += 1) {
    if (done.has(node) || !reach[node].has(node)) continue;
    const members = graph.nodes.map((_, at) => at).filter((at) => reach[node].has(at) && reach[at].has(node));
    members.forEach((member) => done.add(member));
    const ids = ring(members, next).map((at) => graph.nodes[at].id);
    if (ids.some(Boolean)) found.push(ids.filter(Boolean));
  }
  return found.sort((one, other) => (one.join() < other.join() ? -1 : 1));
}

function ring(members, next) {
  const found = [members[0]];
  while (found.length < members.length) {
    const rest = members.filter((node) => !found.includes(node));
    const ahead = next[found.at(-1)].filter((node) => rest.includes(node));
    found.push((ahead.length ? ahead : rest)[0]);
  }
  return found;
}

/** Return a scenario as the assumptions of an address. */
export function literals(data, scenario) {
  const found = [];
  for (const { name, literal } of data.events) {
    if (scenario.happens.has(name)) found.push(literal);
    else if (scenario.fails.has(name)) found.push(`not ${literal}`);
  }
  const told = new Set();
  for (const { ids, literals: [goes, refuses] } of data.actors) {
    for (const [part, literal] of [["included", goes], ["excluded", refuses]]) {
      if (!ids.every((id) => scenario[part].has(id))) continue;
      found.push(literal);
      ids.forEach((id) => told.add(id));
    }
  }
  for (const { id, literal } of data.cards) {
    if (told.has(id)) continue;
    if (scenario.included.has(id)) found.push(literal);
    else if (scenario.excluded.has(id)) found.push(`not ${literal}`);
  }
  return found;
}

/** Return what unlocks a requirement under a scenario: sets of concessions, and who could jump. */
export function unlocking(data, solve, scenario, requirement) {
  const met = (granted, included) =>
    solve({
      ...scenario,
      happens: new Set([...scenario.happens, ...granted]),
      included: new Set([...scenario.included, ...included]),
    }).met[requirement].met;
  const open = data.concessions
    .map((one) => one.name)
    .filter((name) => !scenario.happens.has(name) && !scenario.fails.has(name));
  const { status } = solve(scenario);
  const waiting = data.cards.map((card) => card.id).filter((id) => status[id] === "only_together");
  return {
    granted: minimalSets(open, (names) => met(names, [])),
    jumps: minimalSets(waiting, (ids) => met([], ids)),
  };
}

/** Return an amount as people write it. */
export function figure(value) {
  return value.toLocaleString("en", { maximumFractionDigits: 2 });
}

/** Return a new element with text in it. */
export function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function check(field, value) {
  for (const input of field.querySelectorAll("input")) input.checked = input.value === value;
}
