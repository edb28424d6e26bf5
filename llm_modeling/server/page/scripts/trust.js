// Why the answer can be trusted: what was checked, by whom, and what came out.

import { h, icon, scroller } from "./elements.js";
import { brief, count, number, percent } from "./numbers.js";

const TOLERANCE = 1e-5;

/** Return the list of reasons for and against a result. */
export function trust(result) {
  const entries = [...ofSolution(result.solution, result.diagnosis), ...ofAgreement(result), ...ofText(result)];
  if (!entries.length) return null;
  return h("section", { "aria-labelledby": "trust-heading" },
    h("h3", { id: "trust-heading" }, "Why it can be trusted"),
    h("ul", { class: "plain reasons" }, entries.map(({ tone, title, more }) => h("li", { class: tone }, icon(tone), h("div", {}, h("p", {}, h("strong", {}, title)), more && h("p", { class: "note" }, more))))),
    candidates(result.candidates ?? []));
}

function ofSolution(solution, diagnosis) {
  if (!solution) return [];
  const results = solution.steps ? solution.steps.map((step) => step.result) : [solution];
  const last = results.at(-1);
  if (!last) return [];
  const found = [];
  if (last.check) {
    const worst = Math.max(last.check.max_row_violation ?? Infinity, last.check.max_bound_violation ?? Infinity, last.check.max_integrality_violation ?? Infinity);
    const isKept = worst <= TOLERANCE;
    found.push({ tone: isKept ? "done" : "warning", title: isKept ? "The plan keeps every rule" : "The plan misses a rule", more: `Checked again apart from the solver, in exact arithmetic: off by ${worst === 0 ? "nothing" : `at most ${number(worst)}`}.` });
  }
  if (solution.termination === "optimal") {
    const gaps = results.map((result) => result.gap ?? 0);
    const provers = (last.proved_by ?? []).filter((name) => results.every((result) => (result.proved_by ?? []).includes(name)));
    const by = provers.length > 1 ? ` ${provers.join(" and ")} each proved it by themselves.` : provers.length === 1 ? ` ${provers[0]} alone proved it.` : "";
    found.push({ tone: "done", title: "It is proved that no plan is better", more: `Plan and bound meet: gap ${percent(Math.max(...gaps))}.${by}` });
  } else if (solution.solution_status === "feasible") {
    found.push({ tone: "warning", title: "It is not proved to be the best", more: last.gap === null ? "There is no bound yet." : `The bound is ${brief(last.dual_bound)}: gap ${percent(last.gap)}.` });
  }
  if (diagnosis?.is_minimal) found.push({ tone: "done", title: "The conflict is as small as it can be", more: "Without any one of its conditions, the others can be kept." });
  if (diagnosis?.confirmed_by) found.push({ tone: "done", ...confirmation(diagnosis.confirmed_by) });
  const warnings = results.flatMap((result) => result.warnings ?? []);
  for (const message of new Set(warnings)) found.push({ tone: "warning", title: "The solver warns", more: message });
  return found;
}

function confirmation(by) {
  if (by === "divisibility") return { title: "Arithmetic agrees", more: "Whole numbers cannot add up to this." };
  return { title: "A second solver agrees", more: `${by} was asked about the conflict alone, and finds no plan either.` };
}

function ofAgreement(result) {
  if (result.confidence === null || result.confidence === undefined) return [];
  const drafted = result.candidates.length;
  const agreeing = result.candidates.filter((candidate) => candidate.cluster === 0).length;
  if (drafted <= 1) return [{ tone: "note", title: "One draft, so nothing to compare it with", more: "Let several be drafted (Settings) to see whether they agree." }];
  return [{ tone: result.confidence > 0.5 ? "done" : "warning", title: `${number(agreeing)} of ${number(drafted)} drafts say the same`, more: `Confidence ${percent(result.confidence)}.` }];
}

function ofText(result) {
  const found = [];
  const constraints = result.math?.constraints ?? [];
  const said = constraints.filter((constraint) => constraint.quote).length;
  if (constraints.length) found.push({ tone: said === constraints.length ? "done" : "note", title: `${number(said)} of ${count(constraints.length, "constraint")} ${said === 1 ? "has its" : "have their"} sentence`, more: "Each is beside its words in the model below." });
  const errors = result.findings.filter((finding) => finding.severity === "error").length;
  const warnings = result.findings.filter((finding) => finding.severity === "warning").length;
  if (errors + warnings) found.push({ tone: errors ? "error" : "warning", title: `The checks found ${[errors && count(errors, "error"), warnings && count(warnings, "warning")].filter(Boolean).join(" and ")}`, more: "They are listed with the model." });
  return found;
}

const OUTCOMES = { answered: "usable" };

function candidates(list) {
  if (list.length <= 1) return null;
  return h("details", {}, h("summary", {}, "The drafts"),
    scroller("The drafts",
      h("table", { class: "compact" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Draft"), h("th", { scope: "col" }, "Outcome"), h("th", { scope: "col", class: "number" }, "Value"), h("th", { scope: "col", class: "number" }, "Repairs"), h("th", { scope: "col" }, "Says the same as"))),
        h("tbody", {}, list.map((entry) => h("tr", {},
          h("td", {}, String(entry.sample + 1)),
          h("td", {}, [OUTCOMES[entry.outcome] ?? entry.outcome.replaceAll("_", " "), entry.reason].filter(Boolean).join(": ")),
          h("td", { class: "number" }, entry.objective === null ? "" : number(entry.objective)),
          h("td", { class: "number" }, String(entry.repairs)),
          h("td", {}, group(entry, list))))))));
}

function group(entry, list) {
  if (entry.cluster === null) return "";
  const others = list.filter((other) => other !== entry && other.cluster === entry.cluster).map((other) => other.sample + 1);
  return others.length ? `draft ${others.join(", ")}` : "no other";
}
