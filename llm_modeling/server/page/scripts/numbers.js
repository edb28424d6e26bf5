// Numbers as people read them.

const PLAIN = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 10 });
const BRIEF = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });
const SHORT = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });

export function number(value) {
  return written(value, PLAIN);
}

/** Return a number in six digits, for what still changes. */
export function brief(value) {
  return written(value, BRIEF);
}

export function short(value) {
  return written(value, SHORT);
}

function written(value, format) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "unknown";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(3).replace("e+", "e");
  return format.format(value).replace("-", "−");
}

/** Return a share as percent: 5 % of 0.05. */
export function percent(share) {
  if (share === null || share === undefined) return "unknown";
  if (share === 0) return "0 %";
  return share < 1e-4 ? "under 0.01 %" : `${SHORT.format(100 * share)} %`;
}

export function seconds(value) {
  if (value === null || value === undefined) return "";
  if (value < 10) return `${value.toFixed(1)} s`;
  return value < 120 ? `${Math.round(value)} s` : `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
}

/** Return a unit as people write it. */
export function unit(text) {
  return (text ?? "").replace(/\^2\b/g, "²").replace(/\^3\b/g, "³").replaceAll("*", "·");
}

export function count(quantity, singular, plural = `${singular}s`) {
  return `${PLAIN.format(quantity)} ${quantity === 1 ? singular : plural}`;
}

/** Return about so many round numbers over a range, both ends covered. */
export function ticks(low, high, wanted = 5) {
  if (!(high > low)) {
    const room = 0.1 * Math.abs(low) || 1;
    return ticks(low - room / 2, low + room / 2, wanted);
  }
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((k) => k >= raw * 0.999);
  const found = [];
  for (let k = Math.floor(low / step + 1e-9); k * step < high + step * 0.999; k += 1) found.push(Number((k * step).toPrecision(12)));
  return found;
}
