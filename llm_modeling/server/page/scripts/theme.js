// The color theme, set before anything is drawn: the one that was chosen, else the one of the system.
"use strict";

(() => {
  const chosen = localStorage.getItem("metasolve.theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  root.dataset.theme = chosen ?? (system.matches ? "dark" : "light");
  system.addEventListener("change", () => {
    if (localStorage.getItem("metasolve.theme") === null) {
      root.dataset.theme = system.matches ? "dark" : "light";
      root.dispatchEvent(new Event("themechange"));
    }
  });
})();
