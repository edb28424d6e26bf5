// Math typeset by KaTeX, which stands in the page as `katex`.

import { h } from "./elements.js";

const OPTIONS = { displayMode: true, fleqn: true, throwOnError: true, strict: "ignore", trust: false, maxExpand: 2000 };

/** Return an element with the LaTeX typeset, or with the plain text if it cannot be. */
export function typeset(latex, plain = "") {
  const node = h("div", { class: "math", tabindex: "0", role: "group", "aria-label": "formula" });
  try {
    globalThis.katex.render(latex, node, OPTIONS);
  } catch {
    node.replaceChildren(h("code", {}, plain || latex));
  }
  requestAnimationFrame(() => {
    if (node.scrollWidth <= node.clientWidth) node.removeAttribute("tabindex");
  });
  return node;
}
