// What stands, what stands only together, what falls: the engine's fixpoints, in the browser.

const BLOCKED = 2;

/** Make a solver of the gates that `willing.export.gates.gates_record` wrote. */
export function solver(record) {
  const number = record.big ? BigInt : Number;
  const zero = number(0);
  const fan = Array.from({ length: record.size }, () => []);
  const sums = record.sums.map(([inputs, outputs], place) => {
    let total = zero;
    for (const [node, weight] of inputs) {
      fan[node].push([place, number(weight)]);
      total += number(weight);
    }
    return { total, steps: outputs.map(([threshold, nodes]) => [number(threshold), nodes]) };
  });
  const placeOf = new Map(record.ids.map((id, place) => [id, place + 2]));

  /** Return which nodes hold in the least fixpoint: 1 where they do. */
  function least(holding, blocked) {
    const state = new Uint8Array(record.size);
    for (const node of blocked) state[node] = BLOCKED;
    const queue = [];
    for (const node of holding) {
      if (!state[node]) {
        state[node] = 1;
        queue.push(node);
      }
    }
    const values = new Array(sums.length).fill(zero);
    const reached = new Uint32Array(sums.length);
    while (queue.length) {
      for (const [place, weight] of fan[queue.pop()]) {
        values[place] += weight;
        const steps = sums[place].steps;
        let at = reached[place];
        for (; at < steps.length && values[place] >= steps[at][0]; at += 1) {
          for (const node of steps[at][1]) {
            if (!state[node]) {
              state[node] = 1;
              queue.push(node);
            }
          }
        }
        reached[place] = at;
      }
    }
    return state;
  }

  /** Return which nodes hold in the greatest fixpoint; `untrue` are inputs that do not hold. */
  function greatest(holding, blocked, untrue) {
    const state = new Uint8Array(record.size).fill(1);
    const fixed = new Uint8Array(record.size);
    const queue = [];
    for (const node of [...blocked, ...untrue]) {
      if (state[node]) {
        state[node] = 0;
        queue.push(node);
      }
    }
    for (const node of holding) fixed[node] = 1;
    const values = sums.map((summed) => summed.total);
    const above = sums.map((summed) => summed.steps.length);
    while (queue.length) {
      for (const [place, weight] of fan[queue.pop()]) {
        values[place] -= weight;
        const steps = sums[place].steps;
        let at = above[place];
        while (at && values[place] < steps[at - 1][0]) {
          at -= 1;
          for (const node of steps[at][1]) {
            if (state[node] && !fixed[node]) {
              state[node] = 0;
              queue.push(node);
            }
          }
        }
        above[place] = at;
      }
    }
    return state;
  }

  /** Return a scenario as inputs: nodes that hold from the start, nodes that never can. */
  function given(scenario) {
    const holding = [1];
    const blocked = [0];
    for (const [name, [happens, fails]] of Object.entries(record.events)) {
      const holds = scenario.happens.has(name);
      if (happens !== null) (holds ? holding : blocked).push(happens);
      if (fails !== null) (holds ? blocked : holding).push(fails);
    }
    for (const id of scenario.included) holding.push(placeOf.get(id));
    for (const id of scenario.excluded) blocked.push(placeOf.get(id));
    return { holding, blocked };
  }

  function step(inputs, stands, fromAbove) {
    const absent = record.absent.filter(([place]) => stands[place] !== 1).map(([, node]) => node);
    const holding = [...inputs.holding, ...absent];
    if (!fromAbove) return least(holding, inputs.blocked);
    const untrue = record.absent.filter(([place]) => stands[place] === 1).map(([, node]) => node);
    return greatest(holding, inputs.blocked, untrue);
  }

  /** Return what surely and what possibly holds, by alternating fixpoints. */
  function fixpoint(inputs, fromAbove) {
    let under = step(inputs, new Uint8Array(record.size).fill(1), fromAbove);
    if (!record.absent.length) return [under, under];
    for (;;) {
      const over = step(inputs, under, fromAbove);
      const again = step(inputs, over, fromAbove);
      if (again.every((value, node) => value === under[node])) return [under, over];
      under = again;
    }
  }

  /**
   * Return under a scenario the status of every commitment, which stand now and which stand
   * together, what is met, and the totals.
   */
  return function solve(scenario) {
    const inputs = given(scenario);
    const [under, over] = fixpoint(inputs, false);
    const [together] = fixpoint(inputs, true);
    const status = Object.create(null);
    const all = new Set();
    const now = new Set();
    for (const [id, place] of placeOf) {
      if (under[place] === 1) now.add(id);
      if (together[place] === 1) all.add(id);
      status[id] =
        under[place] === 1
          ? "stands"
          : over[place] === 1
            ? "undetermined"
            : together[place] === 1
              ? "only_together"
              : "falls";
    }
    const met = Object.create(null);
    for (const [id, node] of Object.entries(record.requirements)) {
      met[id] = { met: under[node] === 1, together: together[node] === 1 };
    }
    const totals = Object.create(null);
    for (const [issue, { scale, members }] of Object.entries(record.totals)) {
      const sum = [zero, zero, zero];
      for (const [place, low, high, counted] of members) {
        if (under[place] === 1) {
          sum[0] += number(low);
          sum[1] += number(high);
        }
        if (together[place] === 1) sum[2] += number(counted);
      }
      const [guaranteed, hopeful, atOnce] = sum.map((value) => Number(value) / Number(scale));
      totals[issue] = { guaranteed, hopeful, together: atOnce };
    }
    return { status, now, together: all, met, totals };
  };
}

/** Return the sets of up to `most` names, smallest first, that `works`, none holding another. */
export function minimalSets(names, works, most = 4, patience = 5000) {
  const found = [];
  let tried = 0;
  function choose(start, left, chosen) {
    if (tried >= patience) return;
    if (!left) {
      if (found.some((set) => set.every((name) => chosen.includes(name)))) return;
      tried += 1;
      if (works(chosen)) found.push([...chosen]);
      return;
    }
    for (let at = start; at <= names.length - left; at += 1) {
      choose(at + 1, left - 1, [...chosen, names[at]]);
    }
  }
  for (let size = 0; size <= Math.min(most, names.length); size += 1) {
    choose(0, size, []);
    if (found.length && !found[0].length) break;
  }
  return { sets: found, complete: tried < patience };
}
