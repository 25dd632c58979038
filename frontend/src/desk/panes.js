/**
 * The desk's panes: `data-shows="main"` chooses what a phone shows, the opened row is marked, a row that moved up stands
 * once, and `data-stick` stays at its newest line unless somebody reads further up.
 */
import { attach, onClick } from "../attach.js";

onClick("[data-shows]", (element, event) => {
  const panes = document.querySelector("[data-panes]");
  if (!panes) return;
  panes.dataset.showing = element.dataset.shows;
  if (element.matches("[data-row]")) markRows(new URL(element.href).pathname);
  else if (element.dataset.shows !== "list") event.preventDefault();
});

function markRows(path) {
  for (const row of document.querySelectorAll("[data-panes] [data-row]")) {
    row.ariaCurrent = new URL(row.href).pathname === path ? "true" : null;
  }
}

/* The next ticket of the list is opened, on a phone too, where the list is not seen; what is older is fetched for it. */
onClick("[data-walks]", (element) => walk(Number(element.dataset.walks)));

function walk(by) {
  const rows = [...document.querySelectorAll("[data-panes] [data-list] [data-row]")];
  const at = rows.findIndex((row) => row.ariaCurrent === "true");
  const next = rows[at < 0 ? 0 : at + by];
  const older = by > 0 && !next && document.querySelector("#rest > a[hx-get]");
  if (older) {
    document.addEventListener("htmx:after:settle", () => walk(by), { once: true });
    older.click();
  } else next?.click();
  next?.scrollIntoView({ block: "nearest" });
}

/* The list was fetched anew: mark the open case again, and drop older copies of rows that moved to the top. */
document.addEventListener("htmx:after:swap", () => {
  const rows = document.getElementById("rows");
  if (!rows) return;
  markRows(location.pathname);
  for (const old of document.querySelectorAll("#rest .case-line")) {
    if ([...rows.children].some((row) => row.id === old.id)) old.remove();
  }
});

const NEAR = 120;
attach("[data-stick]", (pane) => {
  let isAtEnd = true;
  const toEnd = () => {
    pane.scrollTop = pane.scrollHeight;
  };
  toEnd();
  requestAnimationFrame(toEnd);
  pane.addEventListener("scroll", () => {
    isAtEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR;
  });
  new MutationObserver(() => isAtEnd && toEnd()).observe(pane, { childList: true, subtree: true });
  new ResizeObserver(() => isAtEnd && toEnd()).observe(pane);
});
