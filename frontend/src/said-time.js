/** How the house writes a time in a script: `16:00` today, `09:00 23/11` on another day; "" for none. */
export function saidTime(value, now = new Date()) {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(value);
  if (!found) return "";
  const [, year, month, day, time] = found;
  const isToday =
    Number(year) === now.getFullYear() && Number(month) === now.getMonth() + 1 && Number(day) === now.getDate();
  return isToday ? time : `${time} ${day}/${month}`;
}
