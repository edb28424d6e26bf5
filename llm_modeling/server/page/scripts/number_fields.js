// The numbers of a model as fields, for those who change a number and not the model.

import { fill, h } from "./elements.js";
import { unit as written } from "./numbers.js";

const MOST = 120;

/** Return [{label, unit, value, set(number)}] of a version {formulation, data}; set changes the version in place. */
function numbersOf({ formulation, data }) {
  return (formulation.parameters ?? []).flatMap((parameter) => {
    const { name, unit = "" } = parameter;
    const entry = (label, holder, key) => ({ label, unit, value: holder[key], set: (value) => { holder[key] = value; } });
    if (typeof data[name] === "number") return [entry(name, data, name)];
    if (data[name] !== undefined) return leaves(data[name], [name], entry);
    if (typeof parameter.value === "number") return [entry(name, parameter, "value")];
    return parameter.entries ? leaves(parameter.entries, [name], entry) : [];
  });
}

function leaves(value, path, entry) {
  if (value === null || typeof value !== "object") return [];
  const own = [];
  for (const [key, inner] of Object.entries(value)) {
    if (Array.isArray(inner)) own.push(entry([...path, ...inner.slice(0, -1)].join(", "), inner, inner.length - 1));
    else if (typeof inner === "number") own.push(entry([...path, key].join(", "), value, key));
    else own.push(...leaves(inner, [...path, key], entry));
  }
  return own;
}

/** Put fields for the numbers of a version into a place; changed() is called after each change of the version. */
export function numberFields(place, version, changed) {
  const found = numbersOf(version);
  const fields = found.slice(0, MOST).map((item, k) => h("p", {},
    h("label", { for: `number-${k}` }, item.label.replaceAll("_", " "), item.unit && h("span", { class: "note" }, ` ${written(item.unit)}`)),
    h("input", {
      id: `number-${k}`, type: "number", step: "any", value: item.value,
      onchange: (event) => {
        const value = event.target.valueAsNumber;
        event.target.toggleAttribute("aria-invalid", !Number.isFinite(value));
        if (Number.isFinite(value)) { item.set(value); changed(); }
      },
    })));
  const rest = found.length > MOST && h("p", { class: "note" }, `${found.length - MOST} more numbers stand in the data below.`);
  fill(place, found.length ? h("div", { class: "fields numbers" }, fields) : h("p", { class: "note" }, "This model has no numbers of its own; they come from tables or formulas."), rest);
}
