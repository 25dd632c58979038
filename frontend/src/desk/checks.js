/**
 * Many boxes under headings (`data-checks`): typing hides what does not match, `data-checks-all` ticks what is seen of its
 * group, and the number of ticked ones is told. Without script the boxes are simply there.
 */
import { attach } from "../attach.js";
import { matches } from "../folding.js";
import { say } from "../language.js";

function optionsOf(frame) {
  return [...frame.querySelectorAll(".choices label")];
}

function boxOf(label) {
  return label.querySelector("input");
}

function isSeen(label) {
  return !label.hidden;
}

/** The box for a whole group stands as what is seen of it stands: all, some or none. */
function follow(group) {
  const seen = optionsOf(group).filter(isSeen).map(boxOf);
  const ticked = seen.filter((box) => box.checked).length;
  const all = group.querySelector("[data-checks-all] input");
  all.checked = seen.length > 0 && ticked === seen.length;
  all.indeterminate = ticked > 0 && ticked < seen.length;
}

attach("[data-checks]", (frame) => {
  const groups = [...frame.querySelectorAll("[data-checks-group]")];
  const find = frame.querySelector("[data-checks-find]");
  const count = frame.querySelector("[data-checks-count]");
  const tell = () => {
    groups.forEach(follow);
    const ticked = optionsOf(frame).filter((label) => boxOf(label).checked).length;
    count.textContent = ticked ? say("chosen", ticked) : "";
  };
  find.hidden = false;
  for (const group of groups) {
    const all = group.querySelector("[data-checks-all]");
    all.hidden = false;
    boxOf(all).addEventListener("change", (event) => {
      for (const label of optionsOf(group).filter(isSeen)) boxOf(label).checked = event.target.checked;
    });
  }
  const typed = find.querySelector("input");
  typed.addEventListener("input", () => {
    for (const group of groups) {
      const whole = matches(group.querySelector("legend").textContent, typed.value);
      for (const label of optionsOf(group)) label.hidden = !whole && !matches(label.textContent, typed.value);
      group.hidden = !optionsOf(group).some(isSeen);
    }
    frame.querySelector("[data-checks-none]").hidden = groups.some((group) => !group.hidden);
    tell();
  });
  /* Enter looks for something; it does not send the form. */
  typed.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  frame.addEventListener("change", tell);
  tell();
});
