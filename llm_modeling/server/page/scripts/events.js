// The events of a job as they come; a broken connection is taken up again after the last event that came.

import { request, ServiceError } from "./service.js";

const FINAL = new Set(["completed", "failed", "cancelled"]);
const SILENCE_S = 60;
const PAUSES_S = [1, 2, 4, 8, 15];

/**
 * Hand every event of a job to on.event(name, data), up to the final one.
 *
 * on.lost(seconds) says that the connection broke and when it is tried again, on.back() that it is there again.
 * Raises ServiceError if the service refuses; ends without a final event if signal is aborted.
 */
export async function follow(id, on, signal) {
  const place = { after: 0, isFinal: false };
  for (let broken = 0; !signal.aborted; ) {
    try {
      const isNews = await stream(id, place, signal, (name, data) => {
        if (broken) on.back();
        broken = 0;
        on.event(name, data);
      });
      if (place.isFinal || !isNews) return;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ServiceError && error.status && ![429, 502, 503, 504].includes(error.status)) throw error;
    }
    const seconds = PAUSES_S[Math.min(broken, PAUSES_S.length - 1)];
    broken += 1;
    on.lost(seconds);
    await pause(seconds, signal);
  }
}

/** Read one connection; return false if the job has no further events. */
async function stream(id, place, signal, emit) {
  const breaking = new AbortController();
  const stop = () => breaking.abort();
  signal.addEventListener("abort", stop, { once: true });
  let watch = setTimeout(stop, SILENCE_S * 1000);
  try {
    const headers = place.after ? { "Last-Event-ID": String(place.after) } : {};
    const response = await request(`/v1/jobs/${encodeURIComponent(id)}/events`, { headers, signal: breaking.signal });
    if (response.status === 204) return false;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read(); // to the end: a stream that is left makes the browser complain
      if (done) return true;
      clearTimeout(watch);
      watch = setTimeout(stop, SILENCE_S * 1000);
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) take(block, place, emit);
    }
  } finally {
    clearTimeout(watch);
    signal.removeEventListener("abort", stop);
  }
}

function take(block, place, emit) {
  const fields = { data: [] };
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    if (at <= 0) continue; // a comment
    const name = line.slice(0, at);
    const value = line.slice(at + 1).replace(/^ /, "");
    if (name === "data") fields.data.push(value);
    else fields[name] = value;
  }
  if (!fields.event || Number(fields.id) <= place.after) return;
  place.after = Number(fields.id);
  place.isFinal = FINAL.has(fields.event);
  emit(fields.event, JSON.parse(fields.data.join("\n") || "{}"));
}

function pause(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
