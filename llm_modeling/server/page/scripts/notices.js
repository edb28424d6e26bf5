// Failures told in words, with what to do, where they happened.

import { byId, fill, h, icon } from "./elements.js";
import { forgetKey, keepKey } from "./service.js";
import { told } from "./words.js";

let pending = null;

/** Show an error in a place; again() tries once more what failed. A missing key is asked for first. */
export function showError(place, error, again = null) {
  if (error.status === 401) {
    askForKey(error, again);
    return;
  }
  const { title, advice, lines } = told(error);
  fill(place, h("div", { class: "notice error" },
    h("p", {}, icon("error"), h("strong", {}, title)),
    lines.length > 0 && h("ul", {}, lines.map((line) => h("li", {}, line))),
    h("p", {}, advice),
    again && h("p", {}, h("button", { type: "button", onclick: () => { fill(place); again(); } }, "Try again"))));
}

function askForKey(error, again) {
  pending = again;
  forgetKey();
  byId("key-panel").hidden = false;
  byId("key-note").textContent = error.detail.includes("not known")
    ? "The service does not know this key. It is kept in this tab only, and forgotten when the tab is closed."
    : "It is kept in this tab only, and forgotten when the tab is closed.";
  byId("key").value = "";
  byId("key").focus();
}

/** Let the key be entered; changed() is called when there is one. */
export function connectKey(changed) {
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const key = byId("key").value.trim();
    if (!/^[!-~]+$/.test(key)) {
      byId("key-note").textContent = "A key has letters, digits and signs, and no blanks.";
      return;
    }
    keepKey(key);
    byId("key").value = "";
    byId("key-panel").hidden = true;
    byId("problem").focus();
    const again = pending;
    pending = null;
    changed();
    again?.();
  });
}
