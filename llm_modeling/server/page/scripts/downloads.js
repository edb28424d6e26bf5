// Files to take away: the model, the plan, the report.

import { h, saveAs } from "./elements.js";
import { file, hasKey } from "./service.js";

const FILES = [
  ["model.lp", "Model, LP file"],
  ["model.mps", "Model, MPS file"],
  ["model.tex", "Model, LaTeX"],
  ["solution.json", "Result, JSON"],
  ["solution.sol", "Solution file"],
  ["report.html", "Report of the solve"],
];

/** Return the links of a job that has ended. */
export function downloads(job) {
  const { formulation, data } = job.result ?? {};
  const own = [];
  if (formulation) own.push(made("model.json", "Model, formulation", formulation));
  if (data && Object.keys(data).length) own.push(made("data.json", "Data of the model", data));
  const links = FILES.filter(([name]) => job.links[name] && (formulation || name !== "model.tex")).map(([name, title]) => linked(name, title, job.links[name]));
  return h("section", { "aria-labelledby": "downloads-heading" },
    h("h3", { id: "downloads-heading" }, "Take it with you"),
    h("ul", { class: "plain downloads" }, [...own, ...links].map((entry) => h("li", {}, entry))));
}

function made(name, title, content) {
  return h("button", { type: "button", class: "file", onclick: () => saveAs(name, JSON.stringify(content, null, 2), "application/json") }, h("code", {}, name), h("span", {}, title));
}

/** Return a link; with a key, which a link cannot send, the file is fetched first. */
function linked(name, title, path) {
  const link = h("a", { class: "file", href: path, download: name }, h("code", {}, name), h("span", {}, title));
  link.addEventListener("click", async (event) => {
    if (!hasKey()) return;
    event.preventDefault();
    try {
      saveAs(name, await file(path));
    } catch (error) {
      link.append(h("span", { role: "alert" }, ` could not be fetched: ${error.message}`));
    }
  });
  return link;
}
