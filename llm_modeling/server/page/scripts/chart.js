// The convergence of a solve: best plan and bound over time, as a drawing and as a table.

import { h, scroller, svg } from "./elements.js";
import { number, seconds, short, ticks } from "./numbers.js";

const WIDE = 640;
const NARROW = 360;
const HEIGHT = 260;
const MARGIN = { top: 14, right: 16, bottom: 42, left: 68 };

/** Return the figure of a solve {incumbents: [{time_s, objective}], bounds: [{time_s, bound}], end_s, unit, sense}. */
export function convergence(solve, { withTable = true } = {}) {
  const best = solve.incumbents.filter((entry) => entry.objective !== null).map((entry) => [entry.time_s, entry.objective]);
  const bound = solve.bounds.filter((entry) => entry.bound !== null).map((entry) => [entry.time_s, entry.bound]);
  if (best.length + bound.length === 0) return h("p", { class: "note" }, "Nothing to draw yet: no plan and no bound so far.");
  const drawing = draw(best, bound, solve);
  return h("figure", { class: "chart" },
    h("figcaption", {}, `Value over time${solve.unit ? `, in ${solve.unit}` : ""}`),
    drawing,
    h("ul", { class: "legend plain", "aria-hidden": "true" },
      best.length ? h("li", { class: "best" }, "Best plan") : null,
      bound.length ? h("li", { class: "bound" }, `Bound: no plan ${solve.sense === "max" ? "earns more" : "costs less"}`) : null),
    withTable && h("details", {}, h("summary", {}, "As a table"), asTable(best, bound)));
}

function draw(best, bound, solve) {
  const width = innerWidth < WIDE ? NARROW : WIDE;
  const times = [...best, ...bound].map(([time]) => time);
  const end = Math.max(solve.end_s ?? 0, ...times, 1e-3);
  const values = visible(best, bound);
  const across = ticks(0, end, width === NARROW ? 3 : 5).filter((value) => value <= end * 1.0001);
  const up = ticks(Math.min(...values), Math.max(...values), 4);
  const x = (time) => MARGIN.left + ((width - MARGIN.left - MARGIN.right) * time) / end;
  const [low, high] = [up[0], up[up.length - 1]];
  const y = (value) => {
    const inside = Math.min(high, Math.max(low, value));
    return MARGIN.top + ((HEIGHT - MARGIN.top - MARGIN.bottom) * (high - inside)) / (high - low);
  };
  const floor = HEIGHT - MARGIN.bottom;
  return svg("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": summary(best, bound, solve) },
    up.map((value) => svg("g", { class: "tick" },
      svg("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value) }),
      svg("text", { x: MARGIN.left - 8, y: y(value) + 4, "text-anchor": "end" }, short(value)))),
    across.map((value) => svg("text", { class: "tick", x: x(value), y: floor + 18, "text-anchor": "middle" }, String(value))),
    svg("text", { class: "label", x: (MARGIN.left + width - MARGIN.right) / 2, y: HEIGHT - 5, "text-anchor": "middle" }, "seconds"),
    svg("line", { class: "axis", x1: MARGIN.left, x2: width - MARGIN.right, y1: floor, y2: floor }),
    bound.length > 0 && svg("path", { class: "bound", d: stairs(bound, end, x, y) }),
    best.length > 0 && svg("path", { class: "best", d: stairs(best, end, x, y) }),
    best.slice(-60).map(([time, value]) => svg("circle", { class: "best", cx: x(time), cy: y(value), r: 3 })));
}

/** Return the values that set the scale: first plans and bounds far off would flatten all the rest. */
function visible(best, bound) {
  const lasts = [best.at(-1), bound.at(-1)].filter(Boolean).map(([, value]) => value);
  const all = [...best, ...bound].map(([, value]) => value);
  const middle = lasts.reduce((sum, value) => sum + value, 0) / lasts.length;
  const spread = Math.max(...lasts.map((value) => Math.abs(value - middle)), Math.abs(middle) * 0.1, 1e-9);
  const near = all.filter((value) => Math.abs(value - middle) <= 20 * spread);
  return near.length ? near : lasts;
}

function stairs(points, end, x, y) {
  const parts = [`M ${x(points[0][0]).toFixed(1)} ${y(points[0][1]).toFixed(1)}`];
  for (const [time, value] of points.slice(1)) parts.push(`H ${x(time).toFixed(1)} V ${y(value).toFixed(1)}`);
  return `${parts.join(" ")} H ${x(end).toFixed(1)}`;
}

function summary(best, bound, solve) {
  const parts = [];
  if (best.length) parts.push(`The best plan goes from ${number(best[0][1])} to ${number(best.at(-1)[1])} in ${best.length} steps.`);
  if (bound.length) parts.push(`The bound ends at ${number(bound.at(-1)[1])}.`);
  return `Chart over ${seconds(solve.end_s ?? 0)}. ${parts.join(" ")}`;
}

function asTable(best, bound) {
  const rows = [...best.map(([time, value]) => [time, value, null]), ...bound.map(([time, value]) => [time, null, value])].sort((a, b) => a[0] - b[0]);
  const cell = (value) => h("td", { class: "number" }, value === null ? "" : number(value));
  return scroller("Best plan and bound over time",
    h("table", { class: "compact" },
      h("thead", {}, h("tr", {}, ["Seconds", "Best plan", "Bound"].map((title) => h("th", { scope: "col", class: "number" }, title)))),
      h("tbody", {}, rows.slice(-400).map(([time, value, limit]) => h("tr", {}, h("td", { class: "number" }, time.toFixed(2)), cell(value), cell(limit))))));
}
