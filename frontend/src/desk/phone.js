/** `input[data-phone]`: gaps appear as the number is typed. */
import { attach } from "../attach.js";
import { spacedPhone } from "../phones.js";

attach("input[data-phone]", (input) => {
  input.inputMode = "tel";
  input.addEventListener("input", () => {
    const atEnd = input.selectionStart === input.value.length;
    if (atEnd) input.value = spacedPhone(input.value);
  });
  input.addEventListener("blur", () => {
    input.value = spacedPhone(input.value);
  });
});
