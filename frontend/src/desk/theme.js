/** `data-theme-choice="system|light|dark"`: kept in a cookie for a year, so that the server paints the right one at once. */
import { onClick } from "../attach.js";

const THEMES = { light: "tantam", dark: "tantam-dark" };

onClick("[data-theme-choice]", (button) => {
  const choice = button.dataset.themeChoice;
  const age = THEMES[choice] ? 31_536_000 : 0;
  const cookie = `tantam_theme=${choice}; path=/; max-age=${age}; samesite=lax`;
  // biome-ignore lint/suspicious/noDocumentCookie: Safari and Firefox lack the Cookie Store this rule asks for
  document.cookie = cookie;
  if (THEMES[choice]) document.documentElement.dataset.theme = THEMES[choice];
  else delete document.documentElement.dataset.theme;
  for (const other of document.querySelectorAll("[data-theme-choice]")) {
    other.ariaChecked = String(other.dataset.themeChoice === choice);
  }
});
