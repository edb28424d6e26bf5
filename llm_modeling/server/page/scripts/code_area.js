// A text area for JSON with numbered lines.

import { h } from "./elements.js";
import { lineOf } from "./json_places.js";

export class CodeArea {
  /** label is what the area is called; changed() is called when its text was changed by typing. */
  constructor(id, label, changed) {
    this.lines = h("div", { class: "lines", "aria-hidden": "true" });
    this.area = h("textarea", { id, class: "code", wrap: "off", spellcheck: "false", autocapitalize: "off", autocomplete: "off", rows: "16" });
    this.node = h("div", { class: "code-field" }, h("label", { for: id }, label), h("div", { class: "code-box" }, this.lines, this.area));
    this.faulty = new Set();
    this.area.addEventListener("input", () => { this.number(); changed(); });
    this.area.addEventListener("scroll", () => { this.lines.scrollTop = this.area.scrollTop; });
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    this.area.value = text;
    this.area.rows = Math.min(26, Math.max(5, text.split("\n").length + 1));
    this.mark([]);
  }

  /** Return the data; raises SyntaxError with `line` set where it is no JSON object. */
  read() {
    try {
      const value = JSON.parse(this.text.trim() || "{}");
      if (value === null || typeof value !== "object" || Array.isArray(value)) throw new SyntaxError("an object { } is expected");
      return value;
    } catch (error) {
      const at = /position (\d+)/.exec(error.message);
      const fault = new SyntaxError(error.message.replace(/ \(line \d+ column \d+\)$/, ""));
      fault.place = at ? [Number(at[1]), Number(at[1]) + 1] : [0, 0];
      throw fault;
    }
  }

  /** Mark the lines of places [start, end]. */
  mark(places) {
    this.faulty = new Set(places.map(([start]) => lineOf(this.text, start)));
    this.area.toggleAttribute("aria-invalid", places.length > 0);
    this.number();
  }

  number() {
    const total = this.text.split("\n").length;
    const numbers = Array.from({ length: total }, (_, k) => h("span", { class: this.faulty.has(k + 1) ? "faulty" : null }, String(k + 1)));
    this.lines.replaceChildren(...numbers);
    this.lines.scrollTop = this.area.scrollTop;
  }

  /** Move to a place and select it. */
  go([start, end]) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    const height = this.area.scrollHeight / this.text.split("\n").length;
    this.area.scrollTop = Math.max(0, (lineOf(this.text, start) - 4) * height);
  }
}
