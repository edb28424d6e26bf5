// The plan: a table for each variable, nonzero values first, with a filter.

import { fill, h, scroller } from "./elements.js";
import { count, number, unit as written } from "./numbers.js";

const SHOWN = 200;

/** Return the tables of a solution of a formulation, or of a model file. */
export function solutionTables(solution) {
  const variables = solution.variables ? Object.entries(solution.variables).map(([name, found]) => ({ name, ...found })) : fromFile(solution.values ?? {});
  if (!variables.length) return null;
  const total = variables.reduce((sum, variable) => sum + variable.values.length, 0);
  const filter = h("input", { type: "search", id: "solution-filter", placeholder: "Find a name…", autocomplete: "off" });
  const zeros = h("input", { type: "checkbox", id: "solution-zeros" });
  const places = h("div", { class: "solution" });
  const said = h("p", { class: "note", role: "status" });
  const state = { all: new Set() };
  const draw = () => {
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    fill(places, variables.map((variable) => {
      const rows = chosen(variable, wanted, zeros.checked);
      shown += rows.length;
      return table(variable, rows, state.all.has(variable.name), () => { state.all.add(variable.name); draw(); });
    }));
    said.textContent = `${count(shown, "value")} of ${number(total)} shown${zeros.checked ? "" : "; zeros are left out"}.`;
  };
  filter.addEventListener("input", draw);
  zeros.addEventListener("change", draw);
  draw();
  const controls = h("div", { class: "row controls" },
    h("label", { class: "unseen", for: "solution-filter" }, "Find a name in the plan"), filter,
    h("label", { class: "check" }, zeros, " Show zeros"));
  return h("section", { "aria-labelledby": "plan-heading" }, h("h3", { id: "plan-heading" }, "The plan"), total > 6 && controls, places, total > 6 && said);
}

function fromFile(values) {
  const entries = Object.entries(values);
  return entries.length ? [{ name: "columns", index: ["name"], kind: "", unit: "", values: entries }] : [];
}

function chosen(variable, wanted, withZeros) {
  const found = variable.values.filter((row) => {
    const name = [variable.name, ...row.slice(0, -1)].join(" ").toLowerCase();
    return (withZeros || row.at(-1) !== 0) && (!wanted || name.includes(wanted));
  });
  return [...found.filter((row) => row.at(-1) !== 0), ...found.filter((row) => row.at(-1) === 0)];
}

function table(variable, rows, isWhole, showAll) {
  const { name, index, kind, unit } = variable;
  const title = name.replaceAll("_", " ");
  const value = kind === "binary" ? "chosen" : written(unit) || "value";
  const shown = isWhole ? rows : rows.slice(0, SHOWN);
  const cell = (entry) => (typeof entry === "number" ? String(entry) : entry);
  const body = rows.length
    ? scroller(`Values of ${title}`,
      h("table", {},
        h("thead", {}, h("tr", {}, index.map((head) => h("th", { scope: "col" }, head.replaceAll("_", " ").toLowerCase())), h("th", { scope: "col", class: "number" }, value))),
        h("tbody", {}, shown.map((row) => h("tr", { class: row.at(-1) === 0 ? "zero" : null },
          row.slice(0, -1).map((entry) => h("td", {}, cell(entry))),
          h("td", { class: "number" }, kind === "binary" ? (row.at(-1) ? "yes" : "no") : number(row.at(-1))))))))
    : h("p", { class: "note" }, "Nothing but zeros.");
  return h("div", { class: "variable" },
    h("h4", {}, title, " ", h("span", { class: "note" }, count(rows.length, "value"))),
    body,
    rows.length > shown.length && h("button", { type: "button", class: "quiet", onclick: showAll }, `Show all ${number(rows.length)}`));
}
