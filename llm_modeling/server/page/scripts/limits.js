// What the service takes at most, as it says itself; until it has said so, nothing is held back here.

import { byId } from "./elements.js";
import { number } from "./numbers.js";

let known = null;

/** Take in the limits of /readyz: the fields of the page keep to them, and say them. */
export function learn(limits) {
  if (!limits) return;
  known = limits;
  byId("text").maxLength = limits.text_length;
  byId("time-limit").max = limits.longest_s;
  byId("time-limit").placeholder = `${number(limits.time_limit_s)} if left empty, at most ${number(limits.longest_s)}`;
  const samples = byId("samples");
  samples.max = limits.samples;
  if (samples.value === samples.defaultValue && samples.valueAsNumber > limits.samples) samples.value = limits.samples;
}

/** Return how many bytes a file may have. */
export function bodyBytes() {
  return known?.body_bytes ?? Infinity;
}

/** Return {id, text} of the first setting that the service would refuse, null if there is none. */
export function refusedSetting() {
  for (const field of document.querySelectorAll("#settings input")) {
    if (!field.checkValidity()) return { id: field.id, text: `${field.labels[0].textContent.trim()}: ${allowed(field)}.` };
  }
  return null;
}

function allowed(field) {
  if (field.validity.badInput) return "this is no number";
  if (field.validity.rangeUnderflow) return `at least ${number(Number(field.min))}`;
  if (field.validity.rangeOverflow) return `this service allows ${number(Number(field.max))} at most`;
  return "a whole number";
}
