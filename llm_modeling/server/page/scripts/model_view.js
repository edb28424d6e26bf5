// The model in math, each element beside the sentence that it comes from; sentence and element light up together.

import { byId, fill, h, icon } from "./elements.js";
import { typeset } from "./math.js";
import { count, number, unit as written } from "./numbers.js";
import { marked, pieces } from "./quotes.js";
import { SEVERITY } from "./words.js";

const GROUPS = [
  ["objectives", "objective", "What is wanted"],
  ["constraints", "constraint", "What limits it"],
  ["variables", "variable", "What is decided"],
  ["parameters", "parameter", "What is given"],
  ["sets", "set", "What it is about"],
];

/** Show math with the text, the findings and the assumptions. */
export function showModel({ math, anatomy, findings = [], assumptions = [], text = "" }) {
  const elements = GROUPS.flatMap(([group, kind]) => math[group].map((entry) => ({ ...entry, domain: entry.kind, kind, group, id: `${kind}-${entry.name}` })));
  const found = text ? pieces(text, elements) : [];
  const located = new Set(found.flatMap((piece) => piece.ids));
  const body = h("div", { class: "beside" },
    text && h("div", { class: "words" },
      h("h3", {}, "The words"),
      h("div", { class: "prose", id: "words" }, marked(text, found, mark))),
    h("div", { class: "elements" }, GROUPS.map(([group, kind, title]) => {
      const members = elements.filter((entry) => entry.group === group);
      if (!members.length) return null;
      const cards = h("ul", { class: "plain" }, members.map((entry) => card(entry, anatomy, located.has(entry.id))));
      if (kind === "objective" || kind === "constraint") return h("section", { "aria-label": title }, h("h3", {}, title), cards);
      return h("details", { open: kind === "variable" }, h("summary", {}, h("h3", {}, title), ` ${count(members.length, kind)}`), cards);
    })));
  connect(body);
  fill(byId("model-body"), facts(anatomy), findingList(findings), assumptionList(assumptions), body);
}

function facts(anatomy) {
  if (!anatomy) return null;
  const parts = [count(anatomy.rows, "row"), count(anatomy.columns, "column"), anatomy.integers && `${number(anatomy.integers)} integer`, anatomy.binaries && `${number(anatomy.binaries)} yes-or-no`];
  return h("p", { class: "note" }, `${anatomy.title ? `${anatomy.title}: ` : ""}${parts.filter(Boolean).join(", ")}.`);
}

function mark(ids, content) {
  const names = ids.map((id) => id.replace("-", " ").replaceAll("_", " ")).join(", ");
  const isTable = typeof content !== "string";
  return h(isTable ? "div" : "span",
    { class: "said", tabindex: "0", role: isTable ? "group" : "button", "data-ids": ids.join("\n"), "aria-label": isTable ? `table, used by ${names}` : null, title: names }, content);
}

function card(entry, anatomy, isLocated) {
  const sentence = entry.quote && (isLocated
    ? h("button", { type: "button", class: "quote", "data-id": entry.id }, h("span", { class: "unseen" }, "Its sentence: "), `“${entry.quote}”`)
    : h("p", { class: "quote" }, `“${entry.quote}”`));
  return h("li", { class: "element", id: entry.id, "data-id": entry.id, tabindex: "-1" },
    h("p", { class: "name" }, h("strong", {}, entry.name.replaceAll("_", " ")), " ", h("span", { class: "note" }, aside(entry, anatomy))),
    formula(entry),
    entry.description && h("p", { class: "description" }, entry.description),
    sentence,
    h("div", { class: "faults" }));
}

/** Return the math of an element; for what it holds may go to a line of its own. */
function formula(entry) {
  const [what, ...where] = entry.latex.split(/ \\q?quad \\forall\\, /);
  if (where.length !== 1) return typeset(entry.latex, entry.expression);
  return h("div", { class: "formula" }, typeset(what, entry.expression), typeset(`\\forall\\, ${where[0]}`, entry.forall));
}

/** Return what is worth knowing of an element beside its math. */
function aside(entry, anatomy) {
  const known = anatomy?.[entry.group]?.find((other) => other.name === entry.name);
  const unit = entry.unit ? `in ${written(entry.unit)}` : "";
  if (entry.kind === "constraint") return entry.rows === null || entry.rows === undefined || entry.rows === 1 ? "" : count(entry.rows, "row");
  if (entry.kind === "objective") return entry.priority ? `priority ${entry.priority}` : "";
  if (entry.kind === "variable") {
    const kind = { integer: "whole numbers", binary: "yes or no", continuous: "any amount" }[entry.domain] ?? "";
    return [kind, unit, known && count(known.columns, "column")].filter(Boolean).join(", ");
  }
  if (entry.kind === "parameter" && known) {
    if (known.least === null) return unit;
    const values = known.index ? `${count(known.size, "value")} from ${number(known.least)} to ${number(known.greatest)}` : number(known.least);
    return [values, unit].filter(Boolean).join(", ");
  }
  if (entry.kind === "set" && known) return count(known.size, "member");
  return unit;
}

function findingList(findings) {
  if (!findings.length) return null;
  const serious = findings.filter((finding) => finding.severity !== "note");
  const list = h("ul", { class: "plain findings" }, findings.map((finding) => {
    const { tone, word } = SEVERITY[finding.severity] ?? SEVERITY.note;
    return h("li", { class: tone }, icon(tone),
      h("div", {},
        h("p", {}, h("strong", {}, `${word}. `), finding.element && `${capital(finding.element)}: `, finding.message),
        finding.quote && h("p", { class: "quote" }, `“${finding.quote}”`),
        finding.suggestion && h("p", { class: "note" }, finding.suggestion)));
  }));
  const title = serious.length ? `${count(serious.length, "doubt")} to look at` : count(findings.length, "note");
  return h("details", { class: "fold", open: serious.length > 0 }, h("summary", {}, h("h3", {}, title)), list);
}

function assumptionList(assumptions) {
  if (!assumptions.length) return null;
  return h("div", { class: "assumptions" }, h("h3", {}, "What was assumed"), h("ul", {}, assumptions.map((entry) => h("li", {}, entry))));
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Let sentences and elements light each other up, by pointer and by focus; a click goes over to the other. */
function connect(body) {
  const sentences = [...body.querySelectorAll(".said")];
  const cards = new Map([...body.querySelectorAll(".element")].map((node) => [node.dataset.id, node]));
  const idsOf = (node) => node.dataset.ids.split("\n");
  const light = (ids) => {
    for (const node of sentences) node.classList.toggle("lit", idsOf(node).some((id) => ids.includes(id)));
    for (const [id, node] of cards) node.classList.toggle("lit", ids.includes(id));
  };
  const around = (node) => {
    const said = node?.closest?.(".said");
    const element = node?.closest?.(".element");
    return said ? idsOf(said) : element ? [element.dataset.id] : [];
  };
  const focused = () => (body.contains(document.activeElement) ? around(document.activeElement) : []);
  let at = "";
  body.addEventListener("pointermove", (event) => {
    const place = `${event.clientX} ${event.clientY}`;
    if (place === at) return; // the page scrolled under a pointer that rests
    at = place;
    const ids = around(event.target);
    light(ids.length ? ids : focused());
  });
  body.addEventListener("pointerleave", (event) => {
    if (`${event.clientX} ${event.clientY}` !== at) light(focused());
  });
  body.addEventListener("focusin", () => light(focused()));
  body.addEventListener("focusout", () => light([]));
  const go = (event) => {
    const said = event.target.closest?.(".said");
    const quote = event.target.closest?.("button.quote");
    if (said) reach(cards.get(idsOf(said)[0]));
    else if (quote) reach(sentences.find((node) => idsOf(node).includes(quote.dataset.id)));
    else return;
    event.preventDefault();
  };
  body.addEventListener("click", go);
  body.addEventListener("keydown", (event) => {
    if (event.target.matches(".said") && (event.key === "Enter" || event.key === " ")) go(event);
  });
}

function reach(node) {
  if (!node) return;
  const fold = node.closest("details");
  if (fold) fold.open = true;
  node.scrollIntoView({ block: "nearest" });
  node.focus({ preventScroll: true });
}

/** Show errors at the elements that they are about; an empty list takes them away. */
export function showFaults(errors) {
  for (const place of document.querySelectorAll("#model .faults")) place.replaceChildren();
  for (const error of errors) {
    const match = /^(\w+) '(.+)'$/.exec(error.element ?? "");
    const place = match && byId(`${match[1]}-${match[2]}`)?.querySelector(".faults");
    if (place) place.append(h("p", { class: "fault" }, icon("error"), h("span", {}, h("strong", {}, "Error. "), error.message, error.suggestion && ` — ${error.suggestion}`)));
  }
}
