// JSON that people can read and edit: what fits on a line stands on one line, names come first.

const WIDTH = 96;
const FIRST = ["schema", "title", "name"];

/** Return JSON text; short lists and objects stand on one line. */
export function pretty(value, indent = "") {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const isList = Array.isArray(value);
  const flat = line(value);
  const isShort = indent.length + flat.length <= WIDTH && depth(value) <= (isList ? 2 : 1);
  const entries = isList ? value.map((entry) => ["", entry]) : ordered(value);
  if (!entries.length || (isShort && indent !== "")) return flat;
  const inner = `${indent}  `;
  const lines = entries.map(([name, entry]) => `${inner}${isList ? "" : `${JSON.stringify(name)}: `}${pretty(entry, inner)}`);
  const [open, close] = isList ? "[]" : "{}";
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

function line(value) {
  if (Array.isArray(value)) return `[${value.map(line).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${ordered(value).map(([name, entry]) => `${JSON.stringify(name)}: ${line(entry)}`).join(", ")}}`;
}

function ordered(value) {
  const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length + (name === "quote" ? 1 : 0));
  return Object.entries(value).sort(([a], [b]) => rank(a) - rank(b));
}

function depth(value) {
  if (value === null || typeof value !== "object") return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}
