// What was changed in a model, element by element.

const GROUPS = ["sets", "parameters", "variables", "constraints", "objectives"];

/** Return [{element, field, before, after}] between two versions {formulation, data}; undefined where there is none. */
export function differences(old, now) {
  const found = [];
  for (const group of GROUPS) {
    const [before, after] = [named(old.formulation[group]), named(now.formulation[group])];
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const element = `${group.slice(0, -1)} ${name}`;
      const [a, b] = [before.get(name), after.get(name)];
      if (!a || !b) found.push({ element, field: "", before: a && shown(a), after: b && shown(b) });
      else found.push(...fields(element, a, b));
    }
  }
  for (const field of ["title", "assumptions"]) {
    if (!same(old.formulation[field], now.formulation[field])) found.push({ element: field, field: "", before: shown(old.formulation[field]), after: shown(now.formulation[field]) });
  }
  found.push(...fields("data", old.data, now.data));
  return found;
}

function named(list) {
  return new Map((Array.isArray(list) ? list : []).map((entry, k) => [String(entry?.name ?? k + 1), entry]));
}

function fields(element, a, b) {
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
  return [...names].filter((name) => !same(a?.[name], b?.[name])).flatMap((name) => changes(element, name, a?.[name], b?.[name]));
}

/** Return the single numbers that differ in a table, else the whole of it as one change. */
function changes(element, field, before, after) {
  const [a, b] = [leaves(before), leaves(after)];
  const keys = [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
  if (keys.length === 0 || keys.length > 12) return [{ element, field, before: shown(before), after: shown(after) }];
  return keys.map((key) => ({ element, field: [field === "entries" ? "" : field, key].filter(Boolean).join(", "), before: shown(a.get(key)), after: shown(b.get(key)) }));
}

/** Return the numbers of a table by their keys, whether it is nested objects or rows that end with the number. */
function leaves(value, key = "", found = new Map()) {
  if (Array.isArray(value) && value.every(Array.isArray)) for (const row of value) found.set(row.slice(0, -1).join(", "), row.at(-1));
  else if (value !== null && typeof value === "object" && !Array.isArray(value)) for (const [name, inner] of Object.entries(value)) leaves(inner, key ? `${key}, ${name}` : name, found);
  else if (value !== undefined) found.set(key, Array.isArray(value) ? JSON.stringify(value) : value);
  return found;
}

function same(a, b) {
  return canonical(a) === canonical(b);
}

/** Return JSON that does not depend on the order of keys. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "";
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function shown(value) {
  if (value === undefined) return undefined;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 297)}…` : text;
}
