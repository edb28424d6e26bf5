// Elements of the page, made from data without ever reading it as markup.

/** Return a new element; children are elements or texts, properties that begin with "on" are listeners. */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "value") node.value = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...kept(children));
  return node;
}

/** Return a new element of SVG. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, String(value));
  }
  node.append(...kept(children));
  return node;
}

function kept(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Return the element of the page with that id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Put children in the place of what an element holds. */
export function fill(node, ...children) {
  node.replaceChildren(...kept(children));
  return node;
}

const ICONS = {
  done: "M4.5 10.5 8.5 14.5 15.5 6",
  warning: "M10 3 18 17 H2 Z M10 8.5 V12 M10 14.4 V14.6",
  error: "M10 2.5 A7.5 7.5 0 1 0 10 17.5 A7.5 7.5 0 1 0 10 2.5 M7.2 7.2 12.8 12.8 M12.8 7.2 7.2 12.8",
  note: "M10 2.5 A7.5 7.5 0 1 0 10 17.5 A7.5 7.5 0 1 0 10 2.5 M10 9.2 V14 M10 6.2 V6.4",
  question: "M10 2.5 A7.5 7.5 0 1 0 10 17.5 A7.5 7.5 0 1 0 10 2.5 M7.8 7.8 A2.2 2.2 0 1 1 10.6 10.3 Q10 10.6 10 11.6 M10 14.2 V14.4",
  running: "M10 3 A7 7 0 1 1 3 10",
  waiting: "M10 2.5 A7.5 7.5 0 1 0 10 17.5 A7.5 7.5 0 1 0 10 2.5 M10 5.8 V10 L13 12",
  stopped: "M5 5 H15 V15 H5 Z",
};

/** Return a drawing that stands beside words which say the same. */
export function icon(name) {
  const path = svg("path", { d: ICONS[name] });
  return svg("svg", { class: `icon ${name}`, viewBox: "0 0 20 20", "aria-hidden": "true" }, path);
}

/** Return a region that scrolls inside, reachable by keyboard. */
export function scroller(label, ...children) {
  return h("div", { class: "scroller", role: "region", "aria-label": label, tabindex: "0" }, ...children);
}

/** Offer a text as a file. */
export function saveAs(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Show a section and move the focus to it, unless it is in sight of where the reader is. */
export function show(section, { focus = false } = {}) {
  section.hidden = false;
  if (focus) {
    section.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    section.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  }
}
