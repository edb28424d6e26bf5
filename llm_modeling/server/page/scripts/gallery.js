// The gallery of examples, as a dialog.

import { byId, fill, h } from "./elements.js";

/** Let the dialog offer examples; choose(example) is called with the chosen one. */
export class Gallery {
  constructor(choose) {
    this.choose = choose;
    this.examples = [];
    byId("open-gallery").addEventListener("click", () => { this.open(); });
    byId("close-gallery").addEventListener("click", () => byId("gallery").close());
    byId("gallery-filter").addEventListener("input", () => this.draw());
    byId("gallery").addEventListener("click", (event) => {
      if (event.target === byId("gallery")) byId("gallery").close();
    });
  }

  set(examples) {
    this.examples = examples;
    this.draw();
  }

  open() {
    byId("gallery-filter").value = "";
    this.draw();
    byId("gallery").showModal();
  }

  draw() {
    const wanted = byId("gallery-filter").value.trim().toLowerCase();
    const found = this.examples.filter((example) => `${example.title} ${example.industry} ${example.text}`.toLowerCase().includes(wanted));
    byId("gallery-none").textContent = found.length ? "" : this.examples.length ? "No example has this." : "The examples have not come yet.";
    fill(byId("gallery-list"), found.map((example) => h("li", {},
      h("button", { type: "button", class: "card", onclick: () => { byId("gallery").close(); this.choose(example); } },
        h("strong", {}, example.title), h("span", { class: "industry" }, example.industry), h("span", { class: "excerpt" }, excerpt(example.text))))));
  }
}

function excerpt(text) {
  const plain = text.split("\n").find((line) => line.trim() && !line.trim().startsWith("|")) ?? "";
  return plain.length > 120 ? `${plain.slice(0, 117)}…` : plain;
}
