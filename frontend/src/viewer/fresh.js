/** A soft mark on what has just changed in a picture that was fetched anew; it goes by itself. */
const SECONDS = 4;

export function freshOn(page) {
  let before = null;
  const part = () => page.querySelector("[data-heat]");
  const said = () =>
    new Map(
      [...page.querySelectorAll("[data-map] [data-node]")].map((node) => [
        node.dataset.node,
        `${node.querySelector("title")?.textContent} ${node.getAttribute("class").replace(" is-fresh", "")}`,
      ]),
    );
  return {
    note: () => {
      before = part() ? { asked: part().getAttribute("hx-get"), said: said() } : null;
    },
    /** Only what came by itself: another period or version is another picture, there all is new. */
    mark: () => {
      if (!before || !part() || before.asked !== part().getAttribute("hx-get")) return;
      const now = said();
      const changed = [...now.keys()].filter((node) => now.get(node) !== before.said.get(node));
      before = null;
      for (const node of changed) {
        const element = page.querySelector(`[data-map] [data-node="${CSS.escape(node)}"]`);
        element.classList.add("is-fresh");
        setTimeout(() => element.classList.remove("is-fresh"), SECONDS * 1000);
      }
    },
  };
}
