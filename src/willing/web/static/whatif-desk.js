// What if, on the desk: the address follows every click, the slow part is asked of the server.
import { play } from "./whatif.js";

const root = document.getElementById("whatif");
const wide = matchMedia("(min-width: 46rem)");
const PATIENCE = 120;
if (root) start(JSON.parse(document.getElementById("whatif-data").textContent));

function start(data) {
  let kept = data.kept;
  let current = "";
  let timer = 0;
  let asking = null;
  let net = null;

  const query = (assumed) =>
    new URLSearchParams([...kept, ...assumed.map((one) => ["assume", one])]).toString();

  function changed(shown, _scenario, assumed) {
    current = query(assumed);
    history.replaceState(null, "", `${location.pathname}${current ? `?${current}` : ""}`);
    for (const link of document.querySelectorAll("[data-here]")) {
      link.href = `${data.path}${link.dataset.here}${current ? `?${current}` : ""}`;
    }
    net?.show(shown);
    clearTimeout(timer);
    timer = setTimeout(refresh, PATIENCE);
  }

  async function refresh() {
    asking?.abort();
    asking = new AbortController();
    const part = root.querySelector("[data-deep]");
    part.classList.add("wi-busy");
    try {
      const answer = await fetch(`${data.path}/deep?${current}`, { signal: asking.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      part.replaceWith(document.adoptNode(fresh.querySelector("[data-deep]")));
    } catch (problem) {
      if (problem.name === "AbortError") return;
      location.reload();
    }
  }

  const page = play(root, data, changed);

  function focus(id) {
    kept = kept.filter(([name]) => name !== "focus");
    if (id) kept.push(["focus", id]);
    page.update();
    clearTimeout(timer);
    return refresh().then(() => document.getElementById("why")?.scrollIntoView({ block: "start" }));
  }

  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-grant], [data-jump], [data-unfocus], [data-why]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.grant) page.grant(JSON.parse(link.dataset.grant));
    else if (link.dataset.jump) page.grant([], JSON.parse(link.dataset.jump));
    else focus(link.dataset.why ?? "");
  });

  if (wide.matches && data.graph.nodes.length && globalThis.cytoscape) {
    net = picture(root, data, page, focus);
    const shown = page.update();
    net.show(shown);
  }
  root.dataset.ready = "";
}

/** Draw who waits for whom with Cytoscape in the place of the still picture. */
function picture(root, data, page, focus) {
  const still = root.querySelector("[data-picture]");
  const holder = document.createElement("div");
  holder.className = "wi-net";
  holder.style.height = `${Math.min(data.graph.extent[1] + 48, 760)}px`;
  holder.setAttribute("aria-hidden", "true");
  still.before(holder);
  still.hidden = true;
  const styles = getComputedStyle(root);
  const colour = (name) => styles.getPropertyValue(name).trim();
  const id = (place) => `n${place}`;
  const graph = globalThis.cytoscape({
    container: holder,
    layout: { name: "preset", fit: true, padding: 24 },
    minZoom: 0.2,
    maxZoom: 1.4,
    userZoomingEnabled: false,
    autoungrabify: true,
    boxSelectionEnabled: false,
    elements: [
      ...data.graph.nodes.map((node, place) => ({
        data: { id: id(place), place, wide: node.size[0], high: node.size[1], label: "" },
        position: { x: node.at[0], y: node.at[1] },
        classes: node.kind,
      })),
      ...data.graph.edges.map((edge, place) => ({
        data: { id: `e${place}`, place, source: id(edge.from), target: id(edge.to) },
        classes: edge.positive ? "" : "not",
      })),
    ],
  });

  function dress() {
    const tones = { stands: "stands", only_together: "together", falls: "falls", undetermined: "open" };
    graph.style([
      {
        selector: "node",
        style: {
          shape: "round-rectangle", width: "data(wide)", height: "data(high)", label: "data(label)",
          "text-wrap": "wrap", "text-valign": "center", "text-halign": "center", "font-size": 13,
          "font-family": styles.fontFamily, "line-height": 1.3, color: colour("--ink"),
          "background-color": colour("--paper"), "border-color": colour("--wi-quiet"), "border-width": 1.2,
          "transition-property": "background-color, border-color", "transition-duration": "250ms",
        },
      },
      { selector: "node.event", style: { "border-style": "dashed" } },
      { selector: "node.event-yes", style: { "border-color": colour("--wi-stands"), color: colour("--wi-stands") } },
      { selector: "node.event-no", style: { "background-color": colour("--wi-falls-tint"), color: colour("--wi-falls") } },
      ...Object.entries(tones).map(([status, tone]) => ({
        selector: `node.${status}`,
        style: { "border-color": colour(`--wi-${tone}`), "background-color": colour(`--wi-${tone}-tint`), "border-width": 1.6 },
      })),
      {
        selector: "edge",
        style: {
          width: 1.2, "curve-style": "bezier", "line-color": colour("--wi-quiet"), "target-arrow-shape": "triangle",
          "target-arrow-color": colour("--wi-quiet"), "arrow-scale": 0.8, opacity: 0.75,
        },
      },
      { selector: "edge.not", style: { "line-style": "dashed" } },
      {
        selector: "edge.loop",
        style: {
          width: 2.6, opacity: 1, "line-color": colour("--wi-together"), "target-arrow-color": colour("--wi-together"),
          "curve-style": "unbundled-bezier", "control-point-distances": 26, "control-point-weights": 0.5,
        },
      },
    ]);
  }

  graph.on("tap", "node", (event) => {
    const node = data.graph.nodes[event.target.data("place")];
    if (node.event !== undefined) page.turn(node.event);
    else if (node.id !== undefined) focus(node.id);
  });
  graph.on("mouseover", "node.event, node.commitment", () => holder.classList.add("wi-hand"));
  graph.on("mouseout", "node", () => holder.classList.remove("wi-hand"));

  function show({ circles, look }) {
    const circleOf = new Map(circles.flatMap((circle, place) => circle.map((one) => [one, place])));
    graph.batch(() => {
      graph.nodes().forEach((node) => {
        const of = data.graph.nodes[node.data("place")];
        const [state, words] = look(of);
        node.data("label", `${of.lines.join("\n")}\n${words}`);
        node.classes(`${of.kind} ${state}`);
      });
      graph.edges().forEach((edge) => {
        const { from, to } = data.graph.edges[edge.data("place")];
        const [one, other] = [data.graph.nodes[from].id, data.graph.nodes[to].id];
        edge.toggleClass("loop", circleOf.has(one) && circleOf.get(one) === circleOf.get(other));
      });
    });
  }

  dress();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(dress));
  new MutationObserver(() => setTimeout(dress)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  addEventListener("beforeprint", () => {
    still.hidden = false;
    holder.hidden = true;
  });
  addEventListener("afterprint", () => {
    still.hidden = true;
    holder.hidden = false;
  });
  return { show, graph };
}
