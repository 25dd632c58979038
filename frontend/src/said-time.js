/** How the house writes a time typed as `22/11/2026 16:00` in a script: `16:00` today, `09:00 23/11` on another day; "" for none. */
export function saidTime(value, now = new Date()) {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}:\d\d)$/.exec(value.trim());
  if (!found) return "";
  const [, day, month, year, clock] = found;
  const time = clock.padStart(5, "0");
  const isToday =
    Number(year) === now.getFullYear() && Number(month) === now.getMonth() + 1 && Number(day) === now.getDate();
  return isToday ? time : `${time} ${day.padStart(2, "0")}/${month.padStart(2, "0")}`;
}
