// The button that changes between light and dark.

import { byId } from "./elements.js";

/** Let the button show and change the theme. */
export function connectTheme() {
  const root = document.documentElement;
  const button = byId("theme");
  const draw = () => {
    const isDark = root.dataset.theme === "dark";
    button.setAttribute("aria-pressed", String(isDark));
    button.textContent = isDark ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark ? "Dark theme is on; change to light" : "Light theme is on; change to dark");
  };
  button.addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("metasolve.theme", root.dataset.theme);
    draw();
  });
  root.addEventListener("themechange", draw);
  draw();
}
