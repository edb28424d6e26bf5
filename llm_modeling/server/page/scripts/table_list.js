// The tables of a problem: pasted, chosen or dropped, each with a name, all as text of CSV or JSON.

import { byId, fill, h } from "./elements.js";
import { count } from "./numbers.js";

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,126}\.(csv|json)$/;

export class TableList {
  constructor() {
    this.tables = [];
    this.made = 0;
    byId("add-table").addEventListener("click", () => {
      this.add(`table${this.tables.length + 1}.csv`, "", { focus: true });
    });
  }

  /** Return {name: text} of the tables that have text. */
  toJson() {
    return Object.fromEntries(this.tables.filter((table) => table.text.trim()).map((table) => [table.name, table.text]));
  }

  set(tables) {
    this.tables = [];
    fill(byId("table-list"));
    for (const [name, text] of Object.entries(tables)) this.add(name, text);
  }

  /** Add a table under a name that the service takes; one of that name gives way. */
  add(name, text, { focus = false } = {}) {
    const table = { id: this.made, name: allowed(name), text };
    this.made += 1;
    const same = this.tables.find((other) => other.name === table.name);
    if (same && text) this.remove(same);
    this.tables.push(table);
    this.draw(table);
    if (focus) byId(`table-text-${table.id}`).focus();
  }

  remove(table) {
    this.tables = this.tables.filter((other) => other !== table);
    table.node.remove();
  }

  draw(table) {
    const { id } = table;
    const size = h("span", { class: "note" });
    const tell = () => { size.textContent = sizeOf(table.text); };
    const name = h("input", { id: `table-name-${id}`, value: table.name, spellcheck: "false", autocomplete: "off" });
    name.addEventListener("change", () => {
      table.name = allowed(name.value);
      name.value = table.name;
    });
    const text = h("textarea", { id: `table-text-${id}`, class: "code", rows: "5", wrap: "off", spellcheck: "false", placeholder: "city,demand\nRome,5\nOslo,3", value: table.text });
    text.addEventListener("input", () => { table.text = text.value; tell(); });
    const away = h("button", { type: "button", class: "quiet", "aria-label": `Remove table ${table.name}`, onclick: () => { this.remove(table); byId("add-table").focus(); } }, "Remove");
    tell();
    table.node = h("li", { class: "table" },
      h("div", { class: "row" }, h("label", { for: name.id, class: "unseen" }, "Name of the table"), name, size, away),
      h("label", { for: text.id, class: "unseen" }, `Content of ${table.name}`), text);
    byId("table-list").append(table.node);
  }
}

function sizeOf(text) {
  const lines = text.trim().split("\n").filter((line) => line.trim());
  if (!lines.length) return "empty";
  return `${count(lines.length - 1, "row")}, ${count(lines[0].split(",").length, "column")}`;
}

function allowed(name) {
  if (NAME.test(name)) return name;
  const plain = name.trim().replace(/\.[^.]*$/, "").replace(/[^A-Za-z0-9_.-]+/g, "_").replace(/^[.-]+/, "");
  const kind = /\.json$/i.test(name) ? "json" : "csv";
  return `${plain.slice(0, 100) || "table"}.${kind}`;
}
