// Whether the service has a language model, said plainly; without one the page offers what works all the same.

import { byId } from "./elements.js";
import { learn } from "./limits.js";
import { readiness } from "./service.js";

const AGAIN_MS = 2500;
const LATER_MS = 30_000;

export class LanguageModelState {
  constructor() {
    this.state = "asking";
    this.detail = "";
    this.name = "";
  }

  get isReady() {
    return this.state === "ready";
  }

  /** Say why nothing is formulated. */
  get reason() {
    if (this.state === "none") return "No language model is connected, so a text cannot be made into a model here. Choose an example, or supply a model: that is checked, solved and explained all the same.";
    if (this.state === "checking") return "The language model is being tried out. This takes a moment.";
    if (this.state === "offline") return "The service cannot be reached. Look whether it runs; the page tries again by itself.";
    if (this.state === "asking") return "The service has not answered yet.";
    return `The language model cannot be used: ${this.detail}. Examples and supplied models are solved all the same.`;
  }

  /** Ask the service now, and again as long as that may change. */
  async watch() {
    try {
      const { status, language_model: found, limits } = await readiness();
      learn(limits);
      this.state = found.state;
      this.detail = (found.detail ?? "").replace(/\.$/, "");
      this.name = found.model ?? "";
      this.status = status;
    } catch {
      this.state = "offline";
    }
    this.draw();
    const isSettled = this.state === "ready" || this.state === "none";
    setTimeout(() => this.watch(), isSettled && this.status === "ready" ? LATER_MS : AGAIN_MS);
  }

  draw() {
    const words = { none: "No language model", ready: this.name ? `Language model: ${this.name}` : "Language model ready", checking: "Trying out the language model…", offline: "Service not reached", asking: "Asking the service…" };
    byId("readiness").dataset.state = this.state;
    byId("readiness-text").textContent = words[this.state] ?? "Language model not usable";
    const isQuiet = this.isReady || this.state === "asking";
    byId("without-model").hidden = isQuiet;
    if (!isQuiet && byId("without-model").textContent !== this.reason) byId("without-model").textContent = this.reason;
    for (const id of ["formulate", "formulate-only"]) byId(id).disabled = !this.isReady;
    byId("formulate").classList.toggle("primary", this.isReady);
  }
}
