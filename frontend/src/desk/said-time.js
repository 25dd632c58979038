/**
 * `input[data-moment][data-said-in="ID"]`: the time stands in the words for the customer as well. When another one is
 * chosen, the words follow, as long as they still name the old one.
 */
import { attach } from "../attach.js";
import { saidTime } from "../said-time.js";

attach("[data-said-in]", (field) => {
  const words = document.getElementById(field.dataset.saidIn);
  let said = saidTime(field.value);
  field.addEventListener("input", () => {
    const next = saidTime(field.value);
    if (!next || !words) return;
    if (said && words.value.includes(said)) words.value = words.value.replace(said, next);
    said = next;
  });
});
