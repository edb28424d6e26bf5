// Change the model: its numbers as fields, all of it as JSON; check it, solve it again, go back, compare.

import { CodeArea } from "./code_area.js";
import { canonical, differences } from "./differences.js";
import { byId, fill, h, icon, scroller } from "./elements.js";
import { lineOf, placeOf } from "./json_places.js";
import { showFaults } from "./model_view.js";
import { numberFields } from "./number_fields.js";
import { number } from "./numbers.js";
import { pretty } from "./pretty.js";
import { ending, told } from "./words.js";

export class Editor {
  /** on.check(version) returns a promise; on.solve(version) starts a job. A version is {formulation, data}. */
  constructor(on) {
    this.on = on;
    this.base = null;
    this.runs = [];
    this.model = new CodeArea("model-json", "The formulation, as JSON", () => this.typed());
    this.data = new CodeArea("data-json", "Its data, as JSON", () => this.typed());
    this.numbers = h("div");
    this.said = h("div", { role: "alert", tabindex: "-1" });
    this.checked = h("p", { class: "note", role: "status" });
    this.changes = h("div");
    this.history = h("div");
    this.undo = h("button", { type: "button", onclick: () => this.restore() }, "Undo all changes");
    fill(byId("editor-body"),
      h("h3", {}, "Numbers"), this.numbers,
      h("details", { id: "json-fold" }, h("summary", {}, h("h3", {}, "All of it, as JSON")), this.model.node, this.data.node,
        h("p", { class: "note" }, "Expressions are written as in sum{i in I} cost[i] * x[i] <= budget. They are read, checked and expanded by the service; nothing in a model is ever run as a program.")),
      this.said, this.checked,
      h("div", { class: "actions" },
        h("button", { type: "button", class: "primary", id: "solve-again", onclick: () => this.solve() }, "Solve again"),
        h("button", { type: "button", id: "check", onclick: () => this.check() }, "Check"),
        this.undo),
      this.changes, this.history);
  }

  /** Take a version into the editor; base is what can be gone back to, the version itself if it is left out. */
  load(version, base = version) {
    this.base = structuredClone(base);
    this.put(version);
    byId("editor").hidden = false;
  }

  put(version) {
    this.model.text = pretty(version.formulation);
    this.data.text = pretty(version.data ?? {});
    this.tell([]);
    this.showNumbers();
    this.compare();
  }

  /** Forget what was solved before. */
  reset() {
    this.runs = [];
    fill(this.history);
  }

  /** Return the version in the editor; raises SyntaxError, after showing where. */
  version() {
    const read = (area, what) => {
      try {
        area.mark([]);
        return area.read();
      } catch (error) {
        area.mark([error.place]);
        this.tell([{ text: `${what}, line ${lineOf(area.text, error.place[0])}: this is no JSON: ${error.message}`, area, place: error.place }]);
        throw error;
      }
    };
    return { formulation: read(this.model, "The formulation"), data: read(this.data, "The data") };
  }

  typed() {
    this.checked.textContent = "";
    clearTimeout(this.later);
    this.later = setTimeout(() => { this.showNumbers(); this.compare(); }, 400);
  }

  showNumbers() {
    let version;
    try {
      version = { formulation: this.model.read(), data: this.data.read() };
    } catch {
      return; // while it is being typed
    }
    numberFields(this.numbers, version, () => {
      this.model.text = pretty(version.formulation);
      this.data.text = pretty(version.data);
      this.checked.textContent = "";
      this.compare();
    });
  }

  async check() {
    let version;
    try {
      version = this.version();
    } catch {
      return false;
    }
    this.checked.textContent = "Checking…";
    try {
      await this.on.check(version);
      this.tell([]);
      showFaults([]);
      this.checked.textContent = "Checked: the model can be solved. Its math is above.";
      this.compare();
      return true;
    } catch (error) {
      this.refuse(error);
      return false;
    }
  }

  /** Show what the service has against the version. */
  refuse(error) {
    this.checked.textContent = "";
    const text = this.model.text;
    const entries = (error.errors ?? []).map((entry) => ({ ...entry, place: placeOf(text, entry) }));
    this.model.mark(entries.filter((entry) => entry.place).map((entry) => entry.place));
    showFaults(error.errors ?? []);
    const { title, advice, lines } = told(error);
    const shown = entries.length
      ? entries.map((entry, k) => ({ text: lines[k + lines.length - entries.length], area: this.model, place: entry.place }))
      : lines.map((line) => ({ text: line }));
    this.tell(shown, title, advice);
    byId("editor-fold").open = true;
    if (entries.some((entry) => entry.place)) byId("json-fold").open = true;
    this.said.focus();
  }

  tell(entries, title = "The model cannot be used as it is", advice = "") {
    if (!entries.length && !advice) { fill(this.said); return; }
    fill(this.said, h("div", { class: "notice error" },
      h("p", {}, icon("error"), h("strong", {}, title)),
      h("ul", {}, entries.map((entry) => h("li", {}, entry.text, " ",
        entry.place && h("button", { type: "button", class: "quiet", onclick: () => { byId("json-fold").open = true; entry.area.go(entry.place); } }, `Go to line ${lineOf(entry.area.text, entry.place[0])}`)))),
      advice && h("p", {}, advice)));
  }

  solve() {
    try {
      this.on.solve(this.version());
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      byId("editor-fold").open = true;
      byId("json-fold").open = true;
      this.said.focus();
    }
  }

  restore() {
    this.put(this.base);
    this.check();
  }

  /** Show what differs from the version that can be gone back to. */
  compare() {
    let now;
    try {
      now = { formulation: this.model.read(), data: this.data.read() };
    } catch {
      return;
    }
    const found = differences(this.base, now);
    this.undo.disabled = found.length === 0;
    const value = (text, word) => (text === undefined ? h("em", {}, word) : h("code", {}, text));
    fill(this.changes, found.length > 0 && h("section", { "aria-label": "Your changes" },
      h("h3", {}, "Your changes"),
      h("ul", { class: "plain changes" }, found.map((change) => h("li", {},
        h("strong", {}, [change.element, change.field].filter(Boolean).join(": ").replaceAll("_", " ")), " ",
        value(change.before, "new"), h("span", { "aria-label": "becomes" }, " → "), value(change.after, "removed"))))));
  }

  /** Remember how a version was solved, and show all that were. */
  record(solution, version) {
    const found = differences(this.base, version);
    const name = found.length ? `Changed: ${found.slice(0, 3).map((c) => [c.element, c.field].filter(Boolean).join(" ").replaceAll("_", " ")).join("; ")}${found.length > 3 ? "…" : ""}` : "As it was";
    const run = { name, key: canonical(version), objective: solution.objective, how: ending(solution.termination, solution.solution_status).title };
    this.runs = [...this.runs.filter((other) => other.key !== run.key), run];
    if (this.runs.length < 2) return;
    const first = this.runs[0].objective;
    const difference = (value) => (typeof value !== "number" || typeof first !== "number" ? "" : `${value >= first ? "+" : ""}${number(value - first)}`);
    fill(this.history, h("section", { "aria-labelledby": "runs-heading" }, h("h3", { id: "runs-heading" }, "Compared"),
      scroller("The versions that were solved", h("table", {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Version"), h("th", { scope: "col" }, "Outcome"), h("th", { scope: "col", class: "number" }, "Value"), h("th", { scope: "col", class: "number" }, "Against the first"))),
        h("tbody", {}, this.runs.map((entry, k) => h("tr", {}, h("td", {}, entry.name), h("td", {}, entry.how), h("td", { class: "number" }, entry.objective === null ? "none" : number(entry.objective)), h("td", { class: "number" }, k ? difference(entry.objective) : ""))))))));
  }
}
