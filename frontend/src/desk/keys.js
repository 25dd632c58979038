/**
 * The keyboard map. `data-key="r"` clicks (or focuses a field, or opens a menu) on that key, `data-room="i"` on g i, `data-list` with
 * `data-row`s is walked with j and k; `/` goes to the search, `?` shows the list, Ctrl+K the palette.
 */
const CHORD_MS = 1_200;
let chordUntil = 0;

export function isTyping(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]");
}

function press(element) {
  if (element.matches("input, textarea, select, summary")) element.focus();
  if (!element.matches("input, textarea, select")) element.click();
}

/** The first of its kind that can be seen. */
function shown(selector) {
  return [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-list] [data-row]")].filter((row) => row.checkVisibility());
  if (!rows.length) return;
  const beside = document.activeElement?.closest(".case-line")?.querySelector("[data-row]"); // from its box
  const focused = rows.indexOf(beside ?? document.activeElement);
  const at = focused >= 0 ? focused : rows.findIndex((row) => row.ariaCurrent === "true");
  const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function act(key) {
  if (Date.now() < chordUntil) {
    chordUntil = 0;
    return document.querySelector(`[data-room="${CSS.escape(key)}"]`)?.click() ?? true;
  }
  if (key === "g") chordUntil = Date.now() + CHORD_MS;
  else if (key === "?") document.getElementById("keys")?.showModal();
  else if (key === "/") shown("[data-search]")?.focus();
  else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else {
    const wanted = `[data-key="${CSS.escape(key)}"]`;
    /* What stands in a menu has its key as well while the menu is closed. */
    const target = shown(wanted) ?? document.querySelector(`main .pop-list ${wanted}`);
    if (!target) return false;
    press(target);
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("open-palette"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.target.closest?.("[data-own-keys]")) return;
  if (act(event.key)) event.preventDefault();
});
