/**
 * What a search would find, while it is being typed: `input[data-search]` asks the address of its form and shows the
 * answer in `data-suggestions` beside it. Arrows walk through it, Escape puts it away, Enter goes to the whole search.
 */
import { attach } from "../attach.js";

const PAUSE_MS = 180;
const LEAST = 2;

attach("[data-search]", (input) => {
  const form = input.form;
  const list = form?.querySelector("[data-suggestions]");
  if (!list) return;
  let timer;
  let asked = 0;
  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
  };
  const ask = async () => {
    asked += 1;
    const mine = asked;
    const address = `${form.getAttribute("action")}?q=${encodeURIComponent(input.value.trim())}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || answer.redirected || mine !== asked || !form.contains(document.activeElement)) return;
    const found = await answer.text();
    if (mine !== asked) return;
    list.innerHTML = found;
    list.hidden = false;
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < LEAST) close();
    else timer = setTimeout(ask, PAUSE_MS);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      close();
      input.focus();
      event.stopPropagation();
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || list.hidden) return;
    const stops = [input, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    stops[(at + by + stops.length) % stops.length].focus();
    event.preventDefault();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  /* Safari gives no focus to a link that is pressed: the list must stand until the click has come through. */
  list.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("submit", close);
});
