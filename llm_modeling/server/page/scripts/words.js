// What the service says in codes, in words.

import { count, number, percent } from "./numbers.js";

const ENDINGS = {
  optimal: { tone: "done", title: "The best plan, and it is proved", more: "No other plan is better." },
  time_limit: { tone: "warning", title: "A plan, the best found in the time", more: "A better one may exist." },
  node_limit: { tone: "warning", title: "A plan, the best found within the node limit", more: "A better one may exist." },
  interrupted: { tone: "stopped", title: "Stopped: the best plan found so far", more: "A better one may exist." },
  infeasible: { tone: "error", title: "No plan can meet all of this", more: "The requirements contradict each other." },
  unbounded: { tone: "error", title: "There is no best plan: it can always get better", more: "A limit is missing." },
  infeasible_or_unbounded: { tone: "error", title: "No best plan exists", more: "Either the requirements contradict each other, or a limit is missing." },
  error: { tone: "error", title: "The solver failed", more: "" },
};

/** Return tone, title and a sentence for how a solve ended. */
export function ending(termination, status) {
  const known = ENDINGS[termination] ?? { tone: "note", title: `Ended: ${termination}`, more: "" };
  if (["time_limit", "node_limit", "interrupted"].includes(termination) && status === "none") {
    const why = { time_limit: "The time was over", node_limit: "The node limit was reached", interrupted: "Stopped" }[termination];
    return { tone: "warning", title: `${why} before any plan was found`, more: "Give it more time, or loosen a requirement." };
  }
  return known;
}

export const SEVERITY = {
  error: { tone: "error", word: "Error" },
  warning: { tone: "warning", word: "Warning" },
  note: { tone: "note", word: "Note" },
};

function elements(found) {
  const names = { sets: "set", parameters: "parameter", variables: "variable", constraints: "constraint", objectives: "objective" };
  const parts = Object.entries(names).filter(([key]) => found?.[key]).map(([key, word]) => count(found[key], word));
  return parts.length ? `: ${parts.join(", ")}` : "";
}

function problems(findings) {
  const serious = findings.filter((finding) => finding.severity !== "note");
  if (!serious.length) return "nothing is doubtful";
  return count(serious.length, "thing is", "things are") + " doubtful";
}

const STEPS = {
  queued: () => ["waiting", "Waits for its turn"],
  started: (data) => ["done", data.attempt > 1 ? `Work begins, attempt ${data.attempt}` : "Work begins"],
  requeued: () => ["warning", "The service stopped in between; it starts again"],
  retrieved: (data) => ["done", `Looked up what earlier problems taught: ${count(data.insights.length, "lesson")}`],
  drafted: (data) => ["done", "Read the problem and drafted a model in words", data.text],
  formulated: (data) => ["done", `${data.attempt ? "Wrote the model again" : "Wrote the model"}${elements(data.elements)}`],
  refused: (data) => ["warning", "This version cannot be used", data.reason],
  verified: (data) => ["done", `Checked it against the text: ${problems(data.findings)}. It has ${count(data.rows, "row")} and ${count(data.columns, "column")}`],
  compiled: (data) => ["done", `Built the model: ${count(data.rows, "row")} and ${count(data.columns, "column")}`],
  repairing: (data) => ["warning", "Sent it back to be mended", data.reasons.join("\n")],
  solved: (data) => ["done", solved(data)],
  diagnosed: (data) => ["note", `Found out why: ${data.headline}`],
  voted: (data) => ["done", `Compared the models: ${percent(data.confidence)} of them say the same`],
  answered: () => ["done", "Settled on the answer"],
  abstained: (data) => ["question", `Has a question: ${data.question}`],
  warning: (data) => ["warning", data.message],
  completed: () => ["done", "Done"],
  failed: (data) => ["error", `Failed: ${data.error?.detail || data.error?.title || "the service failed"}`],
  cancelled: () => ["stopped", "Stopped"],
};

function solved(data) {
  const what = ending(data.termination, data.objective === null ? "none" : "feasible").title;
  const value = data.objective === null || data.objective === undefined ? "" : `, value ${number(data.objective)}`;
  return `Solved it: ${what.charAt(0).toLowerCase()}${what.slice(1)}${value}${data.shared ? " (the same problem as another one)" : ""}`;
}

/** Return {tone, text, more} for an event that is a step, null for others. */
export function step(name, data) {
  const make = STEPS[name];
  if (make === undefined) return null;
  const [tone, text, more = ""] = make(data);
  const who = typeof data.sample === "number" && name !== "voted" ? data.sample : null;
  return { tone, text, more, sample: who };
}

const ADVICE = {
  network: ["The service cannot be reached", "Look whether it runs and whether you are online, then try again. Nothing of what you typed is lost."],
  unauthorized: ["A key is needed", "Enter the API key above; what you asked for is then done."],
  forbidden: ["The service refuses this page", "Open the page at the address that the service itself prints when it starts."],
  "wrong-host": ["The service refuses this address", "Open the page as http://localhost with the service’s port, or start the service with API keys."],
  "body-too-large": ["This is too large for the service", "Shorten the text, or send smaller tables."],
  "invalid-request": ["The service does not understand this request", "Mend what is named here, then try again."],
  "bad-request": ["The service does not understand this request", "Mend what is named here, then try again."],
  "invalid-model": ["The model cannot be used as it is", "Mend what is named here, then check it again."],
  "too-many-requests": ["Too many requests", "Wait a little, then try again."],
  "too-many-jobs": ["Too many jobs are waiting", "Wait until one of them has ended, or stop one, then try again."],
  "no-language-model": ["No language model is ready", "Choose an example or write the model yourself: that works without one."],
  "language-model-failed": ["The language model did not answer as it should", "Try again; if it happens again, look at the language model’s own log."],
  busy: ["The service is busy", "Wait a little, then try again."],
  stopping: ["The service is stopping", "Wait until it runs again, then try again. Jobs that wait are kept."],
  "not-found": ["This job is not there", "It may have been deleted, or belong to another key. Start a new one."],
  "out-of-memory": ["The model needs more memory than a job may use", "Make it smaller: fewer members, fewer index combinations."],
  "worker-died": ["The solver ended before its time", "Try again, or make the model smaller."],
  "time-limit": ["It took too long", "Make the model smaller, or allow more time."],
};

/** Return {title, advice, lines} for an error of the service. */
export function told(error) {
  const [title, advice] = ADVICE[error.slug] ?? [error.title || "Something went wrong", "Try again; if it happens again, the service’s log has more."];
  const wait = error.retryAfterS ? ` The service asks to wait ${count(error.retryAfterS, "second")}.` : "";
  const isListed = error.errors?.length > 0;
  const said = !isListed && error.detail && error.slug !== "network" ? [error.detail] : [];
  return { title, advice: advice + wait, lines: [...said, ...(error.errors ?? []).map(line)] };
}

function line(entry) {
  const place = [entry.element, entry.field].filter(Boolean).join(", ");
  return [place, entry.message].filter(Boolean).join(": ") + (entry.suggestion ? ` — ${entry.suggestion}` : "");
}
