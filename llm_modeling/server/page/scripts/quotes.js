// Where the sentences of a model stand in the text of the problem, and the text with them marked.

import { h } from "./elements.js";

/** Return text with each run of blanks as one, and where each of its characters stood. */
function folded(text) {
  let plain = "";
  const places = [];
  for (let k = 0; k < text.length; k += 1) {
    const isBlank = /\s/.test(text[k]);
    if (isBlank && (plain === "" || plain.endsWith(" "))) continue;
    plain += isBlank ? " " : text[k].toLowerCase();
    places.push(k);
  }
  return { plain: plain.replace(/[’‘]/g, "'").replace(/[“”]/g, '"'), places };
}

/** Return [start, end] of a quote in a text, null if it is not there; blanks and capitals do not count. */
export function find(text, quote, known = folded(text)) {
  const wanted = folded(quote).plain.trim();
  if (!wanted) return null;
  const at = known.plain.indexOf(wanted);
  if (at < 0) return null;
  return [known.places[at], known.places[at + wanted.length - 1] + 1];
}

/** Return [{ids, start, end}] in order: the pieces of a text that elements quote, cut where quotes overlap. */
export function pieces(text, elements) {
  const known = folded(text);
  const ranges = [];
  for (const element of elements) {
    const span = element.quote ? find(text, element.quote, known) : null;
    if (span) ranges.push({ id: element.id, start: span[0], end: span[1] });
  }
  const cuts = [...new Set(ranges.flatMap((range) => [range.start, range.end]))].sort((a, b) => a - b);
  const found = [];
  for (let k = 0; k + 1 < cuts.length; k += 1) {
    const ids = ranges.filter((r) => r.start <= cuts[k] && r.end >= cuts[k + 1]).map((r) => r.id);
    if (ids.length) found.push({ ids, start: cuts[k], end: cuts[k + 1] });
  }
  return found;
}

/** Return the blocks of a text: {start, end, rows} where rows are the cells of a table drawn with bars, else null. */
function blocks(text) {
  const found = [];
  const pattern = /(?:^[ \t]*\|.*\|[ \t]*(?:\n|$))+|[^\n]+(?:\n(?![ \t]*\|)(?!\n)[^\n]+)*/gm;
  for (const match of text.matchAll(pattern)) {
    const isTable = /^[ \t]*\|/.test(match[0]);
    const lines = isTable ? match[0].trim().split("\n").map(cells) : null;
    const isRuled = lines && lines.length > 1 && lines[1].every((cell) => /^:?-+:?$/.test(cell));
    found.push({ start: match.index, end: match.index + match[0].length, rows: isRuled ? [lines[0], ...lines.slice(2)] : null });
  }
  return found;
}

function cells(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\(.)/g, "$1"));
}

/** Return the text with the ends of its lines as blanks, save before what looks like an entry of a list. */
function flowing(text) {
  return text.replace(/\n(?!\s*(?:[-*•–]|\d+[.)])\s)/g, " ");
}

/** Return the text as elements; mark(ids, content) makes the element of a piece that is quoted. */
export function marked(original, found, mark) {
  const text = flowing(original);
  return blocks(original).map((block) => {
    const inside = found.filter((piece) => piece.start < block.end && piece.end > block.start);
    if (block.rows) {
      const ids = [...new Set(inside.flatMap((piece) => piece.ids))];
      const table = drawn(block.rows);
      return ids.length ? mark(ids, table) : table;
    }
    const content = [];
    let at = block.start;
    for (const piece of inside) {
      content.push(text.slice(at, Math.max(at, piece.start)));
      const end = Math.min(piece.end, block.end);
      content.push(mark(piece.ids, text.slice(Math.max(at, piece.start), end)));
      at = end;
    }
    content.push(text.slice(at, block.end));
    return h("p", {}, content);
  });
}

function drawn([head, ...rows]) {
  const numeric = head.map((_, k) => rows.every((row) => /^[-−]?[\d.,]*\d\s*%?$/.test(row[k] ?? "")));
  const kind = (k) => (numeric[k] ? "number" : null);
  return h("div", { class: "scroller bare" },
    h("table", { class: "compact" },
      h("thead", {}, h("tr", {}, head.map((cell, k) => h("th", { scope: "col", class: kind(k) }, cell)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, k) => h("td", { class: kind(k) }, cell)))))));
}
