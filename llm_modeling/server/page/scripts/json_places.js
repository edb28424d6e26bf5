// Where the values of a JSON text stand, so that an error can be shown at its place.

/** Return a map of path ("constraints.2.expression") to [start, end]; empty if the text is no JSON. */
function placesOf(text) {
  const places = new Map();
  const token = /\s*(?:("(?:[^"\\]|\\.)*")|([{}[\],:])|([^\s{}[\],:"]+))/gy;
  const next = () => {
    const match = token.exec(text);
    if (!match) throw new SyntaxError("end");
    const word = match[1] ?? match[2] ?? match[3];
    return { word, start: token.lastIndex - word.length, end: token.lastIndex };
  };
  const value = (path, first) => {
    let end = first.end;
    if (first.word === "{" || first.word === "[") end = members(path, first.word === "{");
    places.set(path, [first.start, end]);
    return end;
  };
  const members = (path, isObject) => {
    for (let k = 0; ; k += 1) {
      const head = next();
      if (head.word === "}" || head.word === "]") return head.end;
      const inside = path === "" ? "" : `${path}.`;
      if (isObject) {
        next(); // the colon
        value(inside + JSON.parse(head.word), next());
      } else {
        value(inside + k, head);
      }
      const after = next();
      if (after.word !== ",") return after.end;
    }
  };
  try {
    value("", next());
  } catch {
    places.clear();
  }
  return places;
}

const GROUPS = { set: "sets", parameter: "parameters", variable: "variables", constraint: "constraints", objective: "objectives" };

/** Return the [start, end] in a formulation's JSON text that an error {element, field, span} is about, else null. */
export function placeOf(text, error) {
  const match = /^(\w+) '(.+)'$/.exec(error.element ?? "");
  const group = match && GROUPS[match[1]];
  if (!group) return null;
  let formulation;
  try {
    formulation = JSON.parse(text);
  } catch {
    return null;
  }
  const at = (formulation[group] ?? []).findIndex((entry) => entry?.name === match[2]);
  const places = placesOf(text);
  const whole = places.get(`${group}.${at}`);
  const field = error.field && places.get(`${group}.${at}.${error.field}`);
  if (!field) return whole ?? null;
  if (!error.span || text[field[0]] !== '"') return field;
  return [within(text, field, error.span[0]), within(text, field, error.span[1])];
}

/** Return where a character of a string's value stands in its JSON; spans count code points, as Python does. */
function within(text, [start, end], wanted) {
  let at = start + 1;
  for (let k = 0; k < wanted && at < end - 1; k += 1) {
    if (text[at] === "\\") at += text[at + 1] === "u" ? 6 : 2;
    else at += text.codePointAt(at) > 0xffff ? 2 : 1;
  }
  return at;
}

/** Return the number of the line, from 1, in which a character stands. */
export function lineOf(text, at) {
  return text.slice(0, at).split("\n").length;
}
