// The answer: how it ended, what it is worth, the plan, why it can be trusted, or what stands in the way.

import { convergence } from "./chart.js";
import { downloads } from "./downloads.js";
import { byId, fill, h, icon, scroller } from "./elements.js";
import { count, number, percent, seconds, short, unit } from "./numbers.js";
import { solutionTables } from "./solution_table.js";
import { trust } from "./trust.js";
import { ending } from "./words.js";

/** Show the result of a job that has ended, and return its headline. */
export function showAnswer(job) {
  const { result } = job;
  const solution = isEmpty(result) ? null : result.solution;
  const verdict = verdictOf(result);
  fill(byId("answer-body"),
    h("div", { class: `verdict ${verdict.tone}` }, icon(verdict.tone),
      h("div", {}, h("p", { class: "headline" }, verdict.title), h("p", {}, verdict.more))),
    result.question && h("div", { class: "question" }, h("h3", {}, "A question to you"), h("p", {}, result.question), h("p", { class: "note" }, "Say it in the text above and formulate again. What follows is the model that most of the drafts agree on, or none.")),
    worth(solution),
    h("div", { class: "columns" },
      h("div", {}, result.diagnosis && conflict(result.diagnosis), solution && solutionTables(solution), solution && bindings(solution)),
      h("div", {}, solution && charts(solution), trust({ ...result, solution }))),
    downloads(job));
  byId("answer").hidden = false;
  return verdict.title;
}

function verdictOf(result) {
  if (result.question) return { tone: "question", title: "The text leaves something open", more: "The drafts do not agree, so there is no answer that can be relied on yet." };
  if (isEmpty(result)) return { tone: "warning", title: "The model is empty", more: "It decides nothing, so there is nothing to solve. Say what is to be decided, and formulate again." };
  if (!result.solution) {
    if (result.formulation) return { tone: "note", title: "Formulated, not solved", more: "The model is below; solve it when it is as you mean it." };
    return { tone: "warning", title: "There is no answer", more: "No model came out. Say the problem in other words, or give it more tables." };
  }
  const { termination, solution_status: status } = result.solution;
  const known = ending(termination, status);
  const gap = lastStep(result.solution)?.gap;
  const isOpen = ["time_limit", "node_limit", "interrupted"].includes(termination) && status !== "none";
  return isOpen && gap !== null && gap !== undefined ? { ...known, more: `No plan can be better by more than ${percent(gap)}.` } : known;
}

function isEmpty({ formulation }) {
  return formulation !== null && formulation !== undefined && !(formulation.variables?.length > 0);
}

function lastStep(solution) {
  return solution.steps ? solution.steps.at(-1)?.result : solution;
}

function worth(solution) {
  if (!solution) return null;
  const named = (solution.objectives ?? []).filter((entry) => entry.value !== null);
  if (named.length) {
    return h("dl", { class: "worth" }, named.map((entry) => h("div", {},
      h("dt", {}, `${entry.name.replaceAll("_", " ")}, ${entry.sense === "maximize" ? "as large as possible" : "as small as possible"}`),
      h("dd", {}, number(entry.value), entry.unit && h("span", { class: "unit" }, ` ${unit(entry.unit)}`)))));
  }
  if (solution.objective === null || solution.objective === undefined) return null;
  return h("dl", { class: "worth" }, h("div", {}, h("dt", {}, "objective"), h("dd", {}, number(solution.objective))));
}

/** Return why there is no plan, in sentences. */
function conflict(diagnosis) {
  const items = diagnosis.findings.map((finding) => h("li", {},
    h("p", {}, h("strong", {}, finding.name.replaceAll("_", " ")), places(finding)),
    finding.quote && h("p", { class: "quote" }, `“${finding.quote}”`),
    finding.statement && h("p", { class: "statement" }, finding.statement)));
  return h("section", { class: "conflict", "aria-labelledby": "conflict-heading" },
    h("h3", { id: "conflict-heading" }, diagnosis.kind === "unbounded" ? "What has no limit" : "What contradicts what"),
    h("p", {}, diagnosis.headline),
    items.length > 0 && h("ul", { class: "plain sentences" }, items),
    diagnosis.balance && h("p", {}, diagnosis.balance),
    diagnosis.advice.length > 0 && [h("h4", {}, "What would help"), h("ul", {}, diagnosis.advice.map((entry) => h("li", {}, entry)))],
    diagnosis.notes.map((entry) => h("p", { class: "note" }, entry)));
}

function places(finding) {
  const keys = finding.indices.filter((key) => key.length);
  if (!keys.length) return "";
  const named = keys.slice(0, 4).map((key) => key.map((part, k) => (finding.index_names[k] ? `${finding.index_names[k]} = ${part}` : part)).join(", "));
  return ` (${named.join("; ")}${keys.length > 4 ? ` and ${keys.length - 4} more` : ""})`;
}

function bindings(solution) {
  if (!solution.binding?.length) return null;
  return h("section", { "aria-labelledby": "binding-heading" },
    h("h3", { id: "binding-heading" }, "What holds it back"),
    h("p", { class: "note" }, "These limits are used up to the last; loosening one may give a better plan."),
    h("ul", { class: "plain sentences" }, solution.binding.map((entry) => h("li", {},
      h("p", {}, h("strong", {}, entry.constraint.replaceAll("_", " ")), entry.of > 1 && h("span", { class: "note" }, ` ${number(entry.indices.length)} of ${number(entry.of)}: ${entry.indices.slice(0, 5).map((key) => key.join(", ")).join("; ")}${entry.indices.length > 5 ? "…" : ""}`)),
      entry.quote && h("p", { class: "quote" }, `“${entry.quote}”`)))));
}

function charts(solution) {
  const steps = solution.steps ?? [{ objectives: [], result: solution }];
  const drawn = steps.filter(({ result }) => result.incumbents.length + result.bounds.length > 0);
  if (!drawn.length) return null;
  return h("section", { "aria-labelledby": "chart-heading" },
    h("h3", { id: "chart-heading" }, "How the solver got there"),
    drawn.map(({ objectives, result }) => [
      drawn.length > 1 && h("h4", {}, objectives.join(" + ").replaceAll("_", " ")),
      convergence({ incumbents: result.incumbents, bounds: result.bounds, end_s: result.time_s, sense: result.instance?.sense, unit: unit(unitOf(solution, objectives)) }),
      h("p", { class: "note" }, effort(result)),
      arms(result.arms ?? []),
    ]));
}

function unitOf(solution, objectives) {
  const units = new Set((solution.objectives ?? []).filter((entry) => objectives.includes(entry.name)).map((entry) => entry.unit));
  return units.size === 1 ? [...units][0] : "";
}

function effort(result) {
  const { instance } = result;
  const size = instance ? `${count(instance.rows, "row")}, ${count(instance.columns, "column")}, ${count(instance.nonzeros, "nonzero")}. ` : "";
  return `${size}${seconds(result.time_s)}, ${count(result.nodes, "node")}, ${count(result.threads, "core")}.`;
}

function arms(found) {
  const pulled = found.filter((arm) => arm.pulls > 0);
  if (!pulled.length) return null;
  return h("details", {}, h("summary", {}, "Moves of the neighborhood search"),
    scroller("Moves of the neighborhood search",
      h("table", { class: "compact" },
        h("thead", {}, h("tr", {}, ["Destroy", "Repair"].map((title) => h("th", { scope: "col" }, title)), ["Pulls", "Better", "Reward"].map((title) => h("th", { scope: "col", class: "number" }, title)))),
        h("tbody", {}, pulled.map((arm) => h("tr", {}, h("td", {}, arm.destroy), h("td", {}, arm.repair), [number(arm.pulls), number(arm.improvements), short(arm.reward_mean)].map((text) => h("td", { class: "number" }, text))))))));
}
