// What this tab remembers of a job: the version that its model was changed from, which the service does not know, and
// its words and tables, which the service gives back only with the result.

const PREFIX = "metasolve.memory.";

/** Keep {text, tables, base, title} of a job until the tab is closed; without room, nothing is kept. */
export function remember(id, content) {
  try {
    sessionStorage.setItem(PREFIX + id, JSON.stringify(content));
  } catch {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  }
}

/** Return what is kept of a job, null if nothing is. */
export function recall(id) {
  const text = sessionStorage.getItem(PREFIX + id);
  return text === null ? null : JSON.parse(text);
}
