/** Ctrl+K: rooms, every `data-key`, `data-command` and menu item that can be used on this page, and a search. */
import { attach } from "../attach.js";
import { begins, matches } from "../folding.js";
import { say } from "../language.js";

const MOST = 12;

function label(element) {
  /* Neither its key nor the number at its end is what it is called. */
  const isBeside = (node) => node.nodeName === "KBD" || node.classList?.contains("ml-auto");
  const words = () => [...element.childNodes].map((node) => (isBeside(node) ? "" : node.textContent)).join(" ");
  return (element.dataset.command || element.ariaLabel || words()).replace(/\s+/g, " ").trim();
}

function offers() {
  const rooms = [...document.querySelectorAll(".rail [data-room]")].map((link) => ({
    text: link.querySelector("span")?.textContent ?? label(link),
    group: say("rooms"),
    act: () => link.click(),
  }));
  /* What can be done with the open page comes before what can be done anywhere. */
  const here = "main :is([data-key], [data-command]), main .pop-item:not([role=option])";
  const anywhere = ".topbar-end :is(a, button)[data-key], .topbar .pop-item:not([role=option])";
  const acts = [...document.querySelectorAll(here), ...document.querySelectorAll(anywhere)]
    .filter((element) => !element.matches("input, textarea, select"))
    .map((element) => ({
      text: label(element),
      group: say(element.matches("a[href]:not([data-key])") ? "rooms" : "actions"),
      act: () => element.click(),
    }));
  const known = new Set();
  return [...rooms, ...acts].filter(({ text }) => text && !known.has(text) && known.add(text));
}

function searchOffer(typed) {
  const form = document.querySelector(".searchbox");
  if (!form || !typed.trim()) return [];
  const go = () => location.assign(`${form.getAttribute("action")}?q=${encodeURIComponent(typed.trim())}`);
  return [{ text: say("searchFor", typed.trim()), group: "", act: go }];
}

attach("[data-palette]", (dialog) => {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  let found = [];
  let at = 0;

  const mark = () => {
    [...list.querySelectorAll("[role=option]")].forEach((option, index) => {
      option.ariaSelected = String(index === at);
      if (index === at) option.scrollIntoView({ block: "nearest" });
    });
    input.setAttribute("aria-activedescendant", `palette-${at}`);
  };
  const choose = (offer) => {
    dialog.close();
    offer?.act();
  };
  const show = () => {
    found = [
      ...offers()
        .filter(({ text }) => matches(text, input.value))
        .sort((a, b) => begins(b.text, input.value) - begins(a.text, input.value))
        .slice(0, MOST),
      ...searchOffer(input.value),
    ];
    at = 0;
    list.replaceChildren(
      ...found.map((offer, index) => {
        const option = document.createElement("div");
        option.className = "pop-item";
        option.role = "option";
        option.id = `palette-${index}`;
        option.textContent = offer.text;
        const group = document.createElement("span");
        group.className = "muted text-xs ml-auto";
        group.textContent = offer.group;
        option.append(group);
        option.addEventListener("click", () => choose(offer));
        return option;
      }),
    );
    mark();
  };
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && found.length) {
      event.preventDefault();
      at = (at + by + found.length) % found.length;
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(found[at]);
    }
  });
  document.addEventListener("open-palette", () => {
    if (dialog.open) return;
    input.value = "";
    show();
    dialog.showModal();
    input.focus();
  });
});
