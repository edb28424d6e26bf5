// The service as the page asks it: JSON in, JSON out, every failure a ServiceError.

const KEY = "metasolve.key";

/** What went wrong: the problem details of the service, or slug "network" if it was not reached. */
export class ServiceError extends Error {
  constructor({ status = 0, slug = "network", title = "", detail = "", errors = [], retryAfterS = null }) {
    super(detail || title);
    Object.assign(this, { status, slug, title, detail, errors, retryAfterS });
  }

  /** Return the error of problem details. */
  static of(details, status, retryAfter = null) {
    return new ServiceError({
      status,
      slug: String(details?.type ?? "").split("/").pop() || "internal",
      title: details?.title ?? "",
      detail: details?.detail ?? "",
      errors: details?.errors ?? [],
      retryAfterS: retryAfter === null ? null : Number(retryAfter),
    });
  }
}

export function hasKey() {
  return sessionStorage.getItem(KEY) !== null;
}

export function keepKey(key) {
  sessionStorage.setItem(KEY, key);
}

export function forgetKey() {
  sessionStorage.removeItem(KEY);
}

/** Return the response to a request; raises ServiceError unless it is a success. */
export async function request(path, { method = "GET", body, headers = {}, signal } = {}) {
  const sent = { ...headers };
  if (hasKey()) sent["X-API-Key"] = sessionStorage.getItem(KEY);
  if (body !== undefined) sent["Content-Type"] = "application/json";
  let response;
  try {
    const text = body === undefined ? undefined : JSON.stringify(body);
    response = await fetch(path, { method, body: text, headers: sent, signal, cache: "no-store" });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ServiceError({ detail: "the service cannot be reached" });
  }
  if (!response.ok) throw ServiceError.of(await details(response), response.status, response.headers.get("Retry-After"));
  return response;
}

async function details(response) {
  try {
    return await response.json();
  } catch {
    return { title: response.statusText };
  }
}

async function json(path, options) {
  const response = await request(path, options);
  try {
    return await response.json();
  } catch {
    throw new ServiceError({ detail: "the connection broke before the answer was whole" });
  }
}

/** Return what /readyz says, also if the service is not ready. */
export async function readiness() {
  try {
    return await (await fetch("/readyz", { cache: "no-store" })).json();
  } catch {
    throw new ServiceError({ detail: "the service cannot be reached" });
  }
}

export async function examples() {
  return (await json("/v1/examples")).examples;
}

export async function compile(body) {
  return json("/v1/compile", { method: "POST", body });
}

/** Return a new job; asked a second time if the connection broke, without making it twice. */
export async function createJob(body) {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const options = { method: "POST", body, headers: { "Idempotency-Key": key } };
  try {
    return await json("/v1/jobs", options);
  } catch (error) {
    if (error.slug !== "network") throw error;
    return json("/v1/jobs", options);
  }
}

export async function job(id) {
  return json(`/v1/jobs/${encodeURIComponent(id)}`);
}

export async function cancel(id) {
  return json(`/v1/jobs/${encodeURIComponent(id)}/cancel`, { method: "POST" });
}

/** Return a file of a job as a Blob. */
export async function file(path) {
  return (await request(path)).blob();
}
