// The page: what was asked, what is going on, what came out, and how one leads to the next.

import { showAnswer } from "./answer_view.js";
import { Editor } from "./editor.js";
import { byId, fill, h, icon, show } from "./elements.js";
import { follow } from "./events.js";
import { connectFiles } from "./files.js";
import { Gallery } from "./gallery.js";
import { LanguageModelState } from "./language_model.js";
import { refusedSetting } from "./limits.js";
import { recall, remember } from "./memory.js";
import { showModel } from "./model_view.js";
import { connectKey, showError } from "./notices.js";
import { ProgressView } from "./progress_view.js";
import * as service from "./service.js";
import { ServiceError } from "./service.js";
import { TableList } from "./table_list.js";
import { connectTheme } from "./theme_button.js";

const EMPTY = {
  schema: "metasolve.formulation/1",
  title: "My model",
  sets: [{ name: "GOODS", members: ["bread", "cake"] }],
  parameters: [{ name: "stock", value: 40 }],
  variables: [{ name: "bake", index: "GOODS", kind: "integer" }],
  constraints: [{ name: "enough", expression: "sum{g in GOODS} bake[g] <= stock" }],
  objectives: [{ name: "total", sense: "maximize", expression: "sum{g in GOODS} bake[g]" }],
};

class Page {
  constructor() {
    this.jobId = null;
    this.isOpened = false; // the job by its address, where this tab knows nothing of it
    this.following = new AbortController();
    this.progress = new ProgressView();
    this.tables = new TableList();
    this.gallery = new Gallery((example) => this.choose(example));
    this.language = new LanguageModelState();
    this.editor = new Editor({ check: (version) => this.check(version), solve: (version) => this.solveVersion(version) });
    connectTheme();
    connectKey(() => this.loadExamples());
    connectFiles({ table: (name, text) => this.tables.add(name, text), model: (version, name) => this.supply(version, name), file: (name, text) => this.supplyFile(name, text), refuse: (text) => this.refuse(text) });
    byId("problem-form").addEventListener("submit", (event) => { event.preventDefault(); this.formulate("formulate_and_solve"); });
    byId("formulate-only").addEventListener("click", () => this.formulate("formulate"));
    byId("own-model").addEventListener("click", () => this.writeOwn());
    byId("cancel").addEventListener("click", () => this.cancel());
    byId("text").addEventListener("input", () => { this.isOpened = false; }); // what is being written stays
    addEventListener("hashchange", () => this.openHash());
  }

  async start() {
    this.language.watch();
    await this.loadExamples();
    this.openHash();
  }

  async loadExamples() {
    try {
      this.gallery.set(await service.examples());
    } catch (error) {
      this.fail(error, () => this.loadExamples());
    }
  }

  get text() {
    return byId("text").value;
  }

  /** Return the settings that every job takes. */
  settings() {
    const found = {};
    const limit = byId("time-limit").valueAsNumber;
    const gap = byId("gap").valueAsNumber;
    if (Number.isFinite(limit)) found.time_limit_s = limit;
    if (Number.isFinite(gap)) found.mip_gap = gap / 100;
    return found;
  }

  formulate(kind) {
    if (!this.text.trim()) {
      this.refuse("There is no text yet. Describe the problem first, or choose an example.", "text");
      return;
    }
    if (!this.language.isReady) {
      this.refuse(this.language.reason, "open-gallery");
      return;
    }
    this.editor.reset();
    const samples = byId("samples").valueAsNumber;
    const body = { kind, text: this.text, tables: this.tables.toJson(), ...this.settings() };
    if (Number.isInteger(samples)) body.samples = samples;
    this.begin(body, { text: this.text, tables: this.tables.toJson(), base: null }, kind === "formulate" ? "Formulating" : "Formulating and solving");
  }

  solveVersion(version) {
    const tables = this.tables.toJson();
    const body = { kind: "solve", ...version, tables, text: this.text, ...this.settings() };
    this.begin(body, { text: this.text, tables, base: this.editor.base }, "Solving");
  }

  /** Make a job and follow it; memory is what is kept of it for a reload. */
  async begin(body, memory, title) {
    const wrong = refusedSetting();
    if (wrong) {
      byId("settings").open = true;
      this.refuse(wrong.text, wrong.id);
      return;
    }
    this.clearErrors();
    this.following.abort();
    let job;
    try {
      this.setBusy(true);
      job = await service.createJob(body);
    } catch (error) {
      if (error.slug === "invalid-model") this.editor.refuse(error);
      else this.fail(error, () => this.begin(body, memory, title));
      return;
    } finally {
      this.setBusy(false);
    }
    remember(job.id, { ...memory, title });
    this.jobId = job.id;
    this.isOpened = false;
    history.pushState(null, "", `#${job.id}`);
    await this.watch(job.id, title);
  }

  setBusy(isBusy) {
    for (const id of ["formulate", "formulate-only", "solve-again", "solve-supplied"]) {
      if (byId(id)) byId(id).disabled = isBusy;
    }
    if (!isBusy) this.language.draw();
  }

  /** Follow a job to its end and show what came out. */
  async watch(id, title) {
    this.following.abort();
    this.following = new AbortController();
    const { signal } = this.following;
    byId("answer").hidden = true;
    this.progress.begin(title);
    show(byId("progress"), { focus: true });
    try {
      await follow(id, {
        event: (name, data) => this.progress.take(name, data),
        lost: (seconds) => this.progress.lost(seconds),
        back: () => this.progress.back(),
      }, signal);
      if (!signal.aborted) await this.finish(id, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.progress.setRunning(false);
      showError(byId("job-error"), error, () => this.watch(id, title));
    }
  }

  async finish(id, signal) {
    const job = await service.job(id);
    if (signal.aborted) return;
    const wasWatching = byId("progress").contains(document.activeElement) || document.activeElement === document.body;
    if (job.error) {
      this.progress.end("Failed");
      showError(byId("job-error"), ServiceError.of(job.error, job.error.status));
      return;
    }
    if (!job.result) {
      this.progress.end("Stopped before anything was found");
      fill(byId("job-error"), h("p", { class: "notice" }, icon("stopped"), "Stopped before anything was found. Nothing is kept of this job."));
      return;
    }
    this.progress.end(showAnswer(job));
    this.showResult(job);
    if (wasWatching) show(byId("answer"), { focus: true });
  }

  showResult({ id, result }) {
    if (this.isOpened) this.setWords(result);
    byId("model").hidden = !result.math;
    if (result.math) showModel(result);
    if (!result.formulation) return;
    const memory = recall(id);
    const version = { formulation: result.formulation, data: result.data ?? {} };
    this.editor.load(version, memory?.base ?? version);
    if (result.solution) this.editor.record(result.solution, version);
  }

  setWords({ text, tables }) {
    byId("text").value = text;
    this.tables.set(tables);
  }

  async cancel() {
    this.progress.setCancelling();
    try {
      await service.cancel(this.jobId);
    } catch (error) {
      this.progress.setRunning(true);
      showError(byId("job-error"), error, () => this.cancel());
    }
  }

  /** Take a version of a model from the gallery, a file or the editor: show it, and offer to solve it. */
  async supply(version, name) {
    this.leaveJob();
    this.editor.reset();
    this.editor.load(version);
    this.offer(`Supplied model: ${name}`, "Solve this model", () => this.editor.solve(), "It is shown below; solve it as it is, or change it first.");
    await this.editor.check();
  }

  supplyFile(name, text) {
    this.leaveJob();
    byId("editor").hidden = true;
    const body = () => ({ kind: "solve", model: text, ...this.settings() });
    this.offer(`Model file: ${name}`, "Solve this file", () => this.begin(body(), { text: "", tables: {}, base: null }, `Solving ${name}`), "A model in columns and rows; it has no sentences.");
  }

  offer(title, action, solve, more) {
    const remove = () => { byId("supplied").hidden = true; this.leaveJob(); byId("editor").hidden = true; byId("open-gallery").focus(); };
    fill(byId("supplied"),
      h("div", {}, h("strong", {}, title), h("p", { class: "note" }, more)),
      h("div", { class: "row" },
        h("button", { type: "button", class: "primary", id: "solve-supplied", onclick: solve }, action),
        h("button", { type: "button", class: "quiet", onclick: remove }, "Remove")));
    byId("supplied").hidden = false;
    this.clearErrors();
  }

  choose(example) {
    this.setWords(example);
    this.supply({ formulation: example.formulation, data: example.data }, example.title);
    byId("solve-supplied").focus();
  }

  writeOwn() {
    if (byId("editor").hidden) this.supply({ formulation: EMPTY, data: {} }, EMPTY.title);
    byId("editor-fold").open = true;
    byId("json-fold").open = true;
    byId("model-json").focus();
    byId("editor").scrollIntoView({ block: "start" });
  }

  /** Check a version: show its math, or raise ServiceError. */
  async check(version) {
    const answer = await service.compile({ ...version, tables: this.tables.toJson(), text: this.text });
    showModel({ ...answer, assumptions: answer.anatomy.assumptions ?? version.formulation.assumptions ?? [], text: this.text });
    byId("model").hidden = false;
  }

  leaveJob() {
    this.following.abort();
    this.jobId = null;
    if (location.hash) history.pushState(null, "", location.pathname);
    for (const id of ["progress", "answer", "model"]) byId(id).hidden = true;
    this.clearErrors();
  }

  clearErrors() {
    fill(byId("problem-error"));
    fill(byId("job-error"));
  }

  fail(error, again) {
    showError(byId("problem-error"), error, again);
    byId("problem-error").scrollIntoView({ block: "nearest" });
  }

  refuse(text, focus) {
    fill(byId("problem-error"), h("p", { class: "notice warning" }, icon("warning"), text));
    if (focus) byId(focus).focus();
  }

  /** Open the job that the address names. */
  openHash() {
    const id = location.hash.slice(1);
    if (!/^job_[0-9a-f]{24}$/.test(id) || id === this.jobId) return;
    const memory = recall(id);
    this.isOpened = !memory;
    if (memory) this.setWords(memory);
    this.clearErrors();
    this.jobId = id;
    this.watch(id, memory?.title ?? "Following the job");
  }
}

new Page().start();
