// Draws the map: quiet shapes, and for each country a badge with the glyph and the word of its stance.

import { pageData } from "/static/desk.js";

const { d3, topojson } = window;
const place = document.getElementById("map");
const note = document.getElementById("map-note");
const data = pageData();
const COARSE = "/static/vendor/countries-110m.json";
const FINE = "/static/vendor/countries-50m.json";
const NARROW = 640; // Below so many pixels a badge holds the glyph only.
const MOST_WORDS = 45; // With more badges than this they hold the glyph only.
const ANTARCTICA = "010";
const MARGIN = 26;
const ROUNDS = 240;

/** Degrees west, south, east, north that hold every mark, wide enough to be recognised. */
function around(marks) {
  const [west, east] = d3.extent(marks, (mark) => mark.at[0]);
  const [south, north] = d3.extent(marks, (mark) => mark.at[1]);
  const wide = Math.max(6, 14 - (east - west) / 4);
  const high = Math.max(5, 9 - (north - south) / 4);
  return [
    Math.max(-180, west - wide), Math.max(-60, south - high),
    Math.min(180, east + wide), Math.min(82, north + high),
  ];
}

function projection([west, south, east, north], width, height) {
  const [x0, x1, y0, y1] = [MARGIN, width - MARGIN, MARGIN, height - MARGIN];
  const edge = [];
  for (let step = 0; step <= 12; step += 1) {
    const longitude = west + ((east - west) * step) / 12;
    const latitude = south + ((north - south) * step) / 12;
    edge.push([longitude, south], [longitude, north], [west, latitude], [east, latitude]);
  }
  const middle = (west + east) / 2;
  const made = east - west > 200 ? d3.geoNaturalEarth1() : d3.geoConicEqualArea();
  made.rotate([-middle, 0]);
  if (made.parallels && Math.abs(south + north) > 20) {
    made.parallels([south + (north - south) / 6, north - (north - south) / 6]);
  } else if (made.parallels) {
    made.parallels([0.1, 40]);
  }
  made.fitExtent([[x0, y0], [x1, y1]], { type: "MultiPoint", coordinates: edge });
  return made.clipExtent([[0, 0], [width, height]]);
}

/** Move the badges apart, each near its place; return whether none covers another in the end. */
function apart(badges, width, height) {
  for (let round = 0; round < ROUNDS; round += 1) {
    let still = true;
    const pull = 0.03 * Math.max(0, 1 - (2 * round) / ROUNDS);
    for (const badge of badges) {
      badge.x += (badge.home[0] - badge.x) * pull;
      badge.y += (badge.home[1] - badge.y) * pull;
    }
    for (let one = 0; one < badges.length; one += 1) {
      for (let two = one + 1; two < badges.length; two += 1) {
        const [a, b] = [badges[one], badges[two]];
        const overX = (a.w + b.w) / 2 + 3 - Math.abs(a.x - b.x);
        const overY = (a.h + b.h) / 2 + 3 - Math.abs(a.y - b.y);
        if (overX <= 0 || overY <= 0) continue;
        still = false;
        if (overX < overY) {
          const push = (overX / 2) * (a.x < b.x ? 1 : -1);
          a.x -= push;
          b.x += push;
        } else {
          const push = (overY / 2) * (a.y < b.y ? 1 : -1);
          a.y -= push;
          b.y += push;
        }
      }
    }
    for (const badge of badges) {
      badge.x = Math.min(Math.max(badge.x, badge.w / 2 + 2), width - badge.w / 2 - 2);
      badge.y = Math.min(Math.max(badge.y, badge.h / 2 + 2), height - badge.h / 2 - 2);
    }
    if (still) return true;
  }
  return false;
}

function draw(shapes) {
  const width = Math.max(280, Math.floor(place.clientWidth));
  const box = data.box ?? around(data.marks);
  const flat = box[2] - box[0] > 100;
  const height = Math.round(Math.min(640, Math.max(260, width * (flat ? 0.52 : 0.62))));
  const project = projection(box, width, height);
  const path = d3.geoPath(project);
  const byShape = new Map(data.marks.map((mark) => [mark.shape, mark]));
  const svg = d3.create("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("height", height);
  svg.append("rect").attr("class", "sea").attr("width", width).attr("height", height);
  const lands = svg.append("g");
  for (const shape of shapes.filter((one) => one.id !== ANTARCTICA)) {
    const mark = byShape.get(shape.id ?? shape.properties.name) ?? byShape.get(shape.properties.name);
    const outline = path(shape);
    if (!outline) continue;
    const land = lands.append("path").attr("class", `land ${mark?.step ?? ""}`).attr("d", outline);
    land.append("title").text(mark?.text ?? shape.properties.name);
  }
  const inside = ([x, y]) => x >= 0 && x <= width && y >= 0 && y <= height;
  const shown = data.marks.filter((mark) => inside(project(mark.at) ?? [-1, -1]));
  place.replaceChildren(svg.node()); // Text is as wide as it is only once it is on the page.
  const words = width >= NARROW && shown.length <= MOST_WORDS;
  if (!words || !badges(svg, shown, project, width, height, true)) {
    svg.selectAll(".badges").remove();
    badges(svg, shown, project, width, height, false);
  }
  const absent = data.marks.filter((mark) => !shown.includes(mark)).map((mark) => `${mark.name} (${mark.stance})`);
  note.textContent = absent.length ? `Outside this part of the map: ${absent.join(", ")}.` : "";
}

/** Set the badges, with words or the glyph only; return whether none covers another. */
function badges(svg, marks, project, width, height, words) {
  const lines = svg.append("g").attr("class", "badges");
  const group = svg.append("g").attr("class", "badges");
  const placed = marks.map((mark) => {
    const home = project(mark.at);
    const link = group.append("a").attr("href", `/position/${encodeURIComponent(mark.id)}`);
    link.attr("class", `badge ${mark.side}`).attr("tabindex", -1);
    link.append("title").text(mark.text);
    const frame = link.append("rect").attr("rx", 4);
    const text = link.append("text").attr("text-anchor", "middle").attr("dy", ".36em");
    text.append("tspan").text(words ? `${mark.glyph} ${mark.stance} ` : mark.glyph);
    if (words) text.append("tspan").attr("class", "who").text(mark.name);
    return { mark, home, link, frame, text, x: home[0], y: home[1], w: 22, h: 20 };
  });
  for (const badge of placed) badge.w = words ? badge.text.node().getComputedTextLength() + 12 : 21;
  const clear = apart(placed, width, height);
  for (const { home, x, y, w, h, link, frame } of placed) {
    link.attr("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    frame.attr("x", -w / 2).attr("y", -h / 2).attr("width", w).attr("height", h);
    if (Math.abs(home[0] - x) < w / 2 && Math.abs(home[1] - y) < h / 2) continue;
    lines.append("line").attr("class", "leader").attr("x1", home[0]).attr("y1", home[1]).attr("x2", x).attr("y2", y);
    lines.append("circle").attr("class", "spot").attr("cx", home[0]).attr("cy", home[1]).attr("r", 2.2);
  }
  return clear;
}

async function start() {
  const box = data.box ?? around(data.marks);
  const answer = await fetch(box[2] - box[0] > 120 ? COARSE : FINE);
  if (!answer.ok) throw new Error(`The shapes can’t be read (${answer.status}).`);
  const world = await answer.json();
  const shapes = topojson.feature(world, world.objects.countries).features;
  draw(shapes);
  let before = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth === before) return;
    before = place.clientWidth;
    draw(shapes);
  }).observe(place);
}

if (place && data?.marks.length) {
  start().catch(() => {
    note.textContent = "The map can’t be drawn; the list below has the same.";
  });
}
