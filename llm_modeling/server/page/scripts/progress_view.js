// What is happening: the steps of a job as they come, and the solve that runs, as folds over its events.

import { convergence } from "./chart.js";
import { byId, fill, h, icon } from "./elements.js";
import { brief, count, percent, seconds } from "./numbers.js";
import { step } from "./words.js";

const REDRAW_MS = 250;
const SAID_MS = 1500;

export class ProgressView {
  constructor() {
    this.solve = null;
    this.timer = 0;
    this.lastSaid = 0;
    this.saying = 0;
  }

  /** Begin a new job. */
  begin(title) {
    this.clear();
    byId("progress").hidden = false;
    byId("progress").classList.remove("settled");
    byId("steps-title").textContent = "Steps";
    byId("progress-heading").textContent = title;
    byId("steps-fold").open = true;
    this.setRunning(true);
    this.say(title);
  }

  clear() {
    this.solve = null;
    clearTimeout(this.timer);
    clearTimeout(this.saying);
    this.timer = 0;
    fill(byId("steps"));
    fill(byId("live-chart"));
    byId("progress-line").textContent = "";
    byId("connection").hidden = true;
  }

  setRunning(isRunning) {
    const button = byId("cancel");
    button.hidden = !isRunning;
    button.disabled = false;
    button.textContent = "Stop and keep the best plan";
    byId("progress").classList.toggle("running", isRunning);
    byId("progress").setAttribute("aria-busy", String(isRunning));
    if (!isRunning) byId("connection").hidden = true;
  }

  setCancelling() {
    byId("cancel").disabled = true;
    byId("cancel").textContent = "Stopping…";
    this.say("Stopping; the best plan so far is kept.");
  }

  lost(waitS) {
    byId("connection").hidden = false;
    byId("connection").textContent = `The connection is lost. The job goes on; trying again in ${count(waitS, "second")}.`;
    this.say("The connection is lost; the page tries again by itself.");
  }

  back() {
    byId("connection").hidden = true;
    this.say("The connection is back.");
  }

  /** Take in an event of the job. */
  take(name, data) {
    if (name === "started") this.solve = null;
    if (["start", "incumbent", "bound", "end"].includes(name)) this.takeSolve(name, data);
    const found = step(name, data);
    if (found) this.add(found, data.time_s);
  }

  takeSolve(name, data) {
    if (name === "start") {
      const { instance } = data;
      this.solve = { incumbents: [], bounds: [], end_s: 0, begin_s: data.time_s, sense: instance?.sense, sample: data.sample };
      this.add({ tone: "done", text: `Solving with ${data.engines?.join(", ") || "the solver"}: ${count(instance.rows, "row")}, ${count(instance.columns, "column")}`, more: "", sample: data.sample ?? null }, data.time_s);
    }
    const solve = this.solve;
    if (!solve || (data.sample ?? null) !== (solve.sample ?? null)) return;
    const time_s = Math.max(0, data.time_s - solve.begin_s);
    solve.end_s = Math.max(solve.end_s, time_s);
    if (name === "incumbent") solve.incumbents.push({ time_s, objective: data.objective });
    if (name === "bound" && data.bound !== null) solve.bounds.push({ time_s, bound: data.bound });
    if (!this.timer) this.timer = setTimeout(() => this.draw(), REDRAW_MS);
  }

  draw() {
    this.timer = 0;
    const solve = this.solve;
    if (!solve) return;
    const best = solve.incumbents.at(-1)?.objective;
    const bound = solve.bounds.at(-1)?.bound;
    const gap = best === undefined || bound === undefined ? null : Math.abs(best - bound) / Math.max(Math.abs(best), Math.abs(bound), 1e-10);
    const parts = [best === undefined ? "No plan yet" : `Best plan ${brief(best)}`, bound !== undefined && `bound ${brief(bound)}`, gap !== null && `gap ${percent(gap)}`, seconds(solve.end_s)];
    byId("progress-line").textContent = parts.filter(Boolean).join(" · ");
    if (best !== undefined && solve.end_s > 1) this.say(parts.filter(Boolean).join(", "));
    if (solve.incumbents.length + solve.bounds.length > 1) fill(byId("live-chart"), convergence(solve, { withTable: false }));
  }

  add({ tone, text, more, sample }, time_s) {
    const who = sample === null || sample === undefined ? "" : `Model ${sample + 1}: `;
    const long = more && (more.length > 160 || more.includes("\n"));
    byId("steps").append(h("li", { class: tone }, icon(tone),
      h("div", {},
        h("p", {}, who + text, more && !long ? `: ${more}` : ""),
        long && h("details", {}, h("summary", {}, "Read it"), h("pre", { class: "wrapped" }, more))),
      h("span", { class: "time" }, seconds(time_s))));
    this.say(who + text);
  }

  /** Say something to those who listen, only so often and always the newest. */
  say(text) {
    clearTimeout(this.saying);
    const wait = Math.max(0, this.lastSaid + SAID_MS - Date.now());
    this.saying = setTimeout(() => {
      this.lastSaid = Date.now();
      byId("live").textContent = text;
    }, wait);
  }

  /** The job has ended: fold the steps, take the chart of the way to it away. */
  end(title) {
    this.setRunning(false);
    clearTimeout(this.timer);
    byId("progress-heading").textContent = "How it went";
    byId("progress").classList.add("settled");
    byId("steps-title").textContent = `How it went: ${count(byId("steps").childElementCount, "step")}`;
    fill(byId("live-chart"));
    byId("progress-line").textContent = "";
    byId("steps-fold").open = false;
    this.say(title);
  }
}
