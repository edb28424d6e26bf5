// Files that are chosen or dropped: tables, formulations, model files.

import { byId } from "./elements.js";
import { bodyBytes } from "./limits.js";
import { number } from "./numbers.js";

/** Let files be chosen and dropped; on has table(name, text), model(version, name), file(name, text), refuse(text). */
export function connectFiles(on) {
  const input = byId("files");
  const zone = byId("problem");
  byId("choose-files").addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    await take([...input.files], on);
    input.value = "";
  });
  const isFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  zone.addEventListener("dragover", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    zone.classList.add("dropping");
  });
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("dropping");
  });
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("dropping");
    if (!isFiles(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files], on);
  });
}

async function take(files, on) {
  for (const file of files) {
    if (file.size > bodyBytes()) {
      on.refuse(`${file.name} has ${megabytes(file.size)}; this service takes ${megabytes(bodyBytes())} at most.`);
      continue;
    }
    const text = await file.text();
    if (text.includes("\u0000") || text.includes("\ufffd")) on.refuse(`${file.name} is no plain text in UTF-8. Save the table as CSV first.`);
    else if (/\.(mps|lp)$/i.test(file.name)) on.file(file.name, text);
    else if (/\.json$/i.test(file.name)) takeJson(file.name, text, on);
    else on.table(file.name, text);
  }
}

function megabytes(bytes) {
  return `${number(Math.ceil(bytes / 1e5) / 10)} MB`;
}

function takeJson(name, text, on) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    on.refuse(`${name} is no JSON.`);
    return;
  }
  const isFormulation = value !== null && typeof value === "object" && ("objectives" in value || "constraints" in value);
  if (isFormulation) on.model({ formulation: value, data: {} }, value.title || name);
  else on.table(name, text);
}
