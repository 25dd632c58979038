/**
 * Behaviours attach by `data-` attribute to what is on the page and to whatever htmx brings later.
 * @param {string} selector
 * @param {(element: HTMLElement) => void} behave called once per element
 */
export function attach(selector, behave) {
  const known = new WeakSet();
  const visit = (element) => {
    if (known.has(element)) return;
    known.add(element);
    behave(element);
  };
  const look = (root) => {
    if (root.matches?.(selector)) visit(root);
    for (const element of root.querySelectorAll?.(selector) ?? []) visit(element);
  };
  watchers.push(look);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => look(document));
  else look(document);
}

const watchers = [];

if (typeof MutationObserver !== "undefined") {
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType === 1) for (const look of watchers) look(node);
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
}

/** A click anywhere on an element that matches, now or later: one listener for the whole page. */
export function onClick(selector, act) {
  document.addEventListener("click", (event) => {
    const element = event.target.closest?.(selector);
    if (element) act(element, event);
  });
}
