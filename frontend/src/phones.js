/**
 * A Vietnamese phone as it is read aloud, while it is typed: 0912 345 678; what is no such number stays as typed.
 * @param {string} typed
 */
export function spacedPhone(typed) {
  const digits = typed.replace(/[\s.\-()]/g, "").replace(/^\+?84(?=\d{9}$)/, "0");
  if (!/^0\d{1,10}$/.test(digits)) return typed;
  const cuts =
    digits.startsWith("024") || digits.startsWith("028")
      ? [3, 7, 11]
      : digits.startsWith("02")
        ? [4, 7, 11]
        : [4, 7, 10];
  let from = 0;
  const groups = [];
  for (const to of cuts) {
    if (from < digits.length) groups.push(digits.slice(from, to));
    from = to;
  }
  if (from < digits.length) return typed;
  return groups.join(" ");
}
