/**
 * `input[data-day]`, `input[data-moment]`: what is typed is written out when the field is left, the arrows go a day on or
 * back, and the button beside it opens a month to pick from (arrows, Page Up and Down, Home, End, Enter, Escape).
 */
import { attach } from "../attach.js";
import { dayOf, daysLater, monthsLater, parseDay, splitMoment, weeksOf, writeDay } from "../days.js";
import { language, say } from "../language.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const TIME = "09:00";

/** Today where the business is, as far as its reader's clock says. */
function today() {
  const now = new Date();
  return dayOf(now.getFullYear(), now.getMonth() + 1, now.getDate());
}

function dayIn(input) {
  const text = "moment" in input.dataset ? splitMoment(input.value).day : input.value;
  return parseDay(text, today());
}

function put(input, day) {
  const time = "moment" in input.dataset ? ` ${splitMoment(input.value).time || TIME}` : "";
  input.value = writeDay(day) + time;
  for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
}

attach("input[data-day], input[data-moment]", (input) => {
  input.addEventListener("blur", () => {
    const day = dayIn(input);
    if (day && "day" in input.dataset) input.value = writeDay(day);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    if (event.altKey) openMonth(input);
    else put(input, daysLater(dayIn(input) ?? today(), dayIn(input) ? step : 0));
  });
  const button = input.parentElement.querySelector("[data-day-opens]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => openMonth(input));
});

/** The month lies above everything, dialogs too, and goes with Escape or a click elsewhere. */
function openMonth(input) {
  const month = document.createElement("div");
  month.className = "month";
  month.popover = "auto";
  month.setAttribute("role", "dialog");
  month.setAttribute("aria-label", say("pickDay"));
  const state = { input, month, chosen: dayIn(input), at: dayIn(input) ?? today() };
  input.parentElement.append(month);
  month.addEventListener("toggle", (event) => {
    if (event.newState === "closed") month.remove();
  });
  month.addEventListener("keydown", (event) => walk(state, event));
  month.addEventListener("click", (event) => press(state, event));
  draw(state);
  month.showPopover();
  place(month, input);
  focusDay(state);
}

function place(month, input) {
  const field = input.getBoundingClientRect();
  const size = month.getBoundingClientRect();
  const below = field.bottom + 4 + size.height <= innerHeight || field.top < size.height;
  month.style.top = `${below ? Math.min(field.bottom + 4, innerHeight - size.height - 4) : field.top - size.height - 4}px`;
  month.style.left = `${Math.max(4, Math.min(field.left, innerWidth - size.width - 4))}px`;
}

function walk(state, event) {
  const { key, shiftKey } = event;
  const weekday = (state.at.getUTCDay() + 6) % 7;
  let to = null;
  if (STEPS[key] && event.target.matches("[data-date]")) to = daysLater(state.at, STEPS[key]);
  else if (key === "PageUp" || key === "PageDown")
    to = monthsLater(state.at, (key === "PageUp" ? -1 : 1) * (shiftKey ? 12 : 1));
  else if (key === "Home") to = daysLater(state.at, -weekday);
  else if (key === "End") to = daysLater(state.at, 6 - weekday);
  else if (key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(state);
  }
  if (!to) return;
  event.preventDefault();
  state.at = to;
  draw(state);
  focusDay(state);
}

function press(state, event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.months) {
    state.at = monthsLater(state.at, Number(button.dataset.months));
    draw(state);
    state.month.querySelector(`[data-months="${button.dataset.months}"]`).focus();
    return;
  }
  put(state.input, parseDay(button.dataset.date, today()));
  close(state);
}

function close(state) {
  state.month.hidePopover();
  state.month.remove(); // the event that says it is closed comes later
  state.input.focus();
}

function focusDay(state) {
  state.month.querySelector(`[data-date="${writeDay(state.at)}"]`).focus();
}

function draw(state) {
  const named = new Intl.DateTimeFormat(language() === "vi" ? "vi-VN" : "en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  const head = make("div", "month-head");
  const title = make("strong", "", named.format(state.at));
  title.setAttribute("aria-live", "polite");
  head.append(
    step("«", -12, "yearBack"),
    step("‹", -1, "monthBack"),
    title,
    step("›", 1, "monthOn"),
    step("»", 12, "yearOn"),
  );
  const grid = make("div", "month-days");
  for (const name of say("weekdays").split(" ")) grid.append(make("span", "month-weekday", name));
  for (const day of weeksOf(state.at).flat()) grid.append(cell(state, day));
  const now = make("button", "month-today", say("today"));
  now.type = "button";
  now.dataset.date = writeDay(today());
  state.month.replaceChildren(head, grid, now);
}

function cell(state, day) {
  const button = make("button", "month-day", String(day.getUTCDate()));
  const text = writeDay(day);
  button.type = "button";
  button.dataset.date = text;
  button.tabIndex = text === writeDay(state.at) ? 0 : -1;
  button.setAttribute("aria-label", text);
  if (day.getUTCMonth() !== state.at.getUTCMonth()) button.classList.add("is-beside");
  if (text === writeDay(today())) button.setAttribute("aria-current", "date");
  if (state.chosen && text === writeDay(state.chosen)) button.setAttribute("aria-pressed", "true");
  return button;
}

function step(sign, months, word) {
  const button = make("button", "month-step", sign);
  button.type = "button";
  button.dataset.months = months;
  button.setAttribute("aria-label", say(word));
  return button;
}

function make(name, css, text = "") {
  const element = document.createElement(name);
  if (css) element.className = css;
  element.textContent = text;
  return element;
}
