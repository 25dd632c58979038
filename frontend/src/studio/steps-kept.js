/**
 * Rows that are drawn anew only where they differ: a row that stands is styled and laid out already, and in a long list
 * that costs far more than making it. What has the focus and what is typed in it stay.
 */

const FIELDS = "input, select, textarea";

/**
 * Makes a list show `wanted`: a row that stands and says the same about the same is kept, with what others appended.
 * Rows that stand already may be among the wanted ones.
 * @param {HTMLElement} rows
 * @param {Array<HTMLElement>} wanted the rows as they should be
 * @param {{about: WeakMap<HTMLElement, Array<object>>, appended: string}} options what each row is about; a selector of
 *   the children that others append to rows
 */
export function keepRows(rows, wanted, { about, appended }) {
  const standing = new Map();
  const asked = new Set(wanted);
  for (const row of rows.children) {
    if (asked.has(row)) continue;
    const key = keyOf(row);
    standing.set(key, [...(standing.get(key) ?? []), row]);
  }
  const shown = wanted.map((fresh) => {
    if (fresh.parentNode === rows) return fresh;
    const old = standing.get(keyOf(fresh))?.[0];
    if (!old || !isSame({ old, fresh, about, appended })) return fresh;
    standing.get(keyOf(fresh)).shift();
    asWritten(old, fresh);
    return old;
  });
  const kept = new Set(shown);
  for (const row of [...rows.children]) if (!kept.has(row)) row.remove();
  let next = rows.firstChild;
  for (const row of shown) {
    if (row === next) next = next.nextSibling;
    else rows.insertBefore(row, next);
  }
}

/** Whether something stands in a row that was typed and not taken. */
export function isTouched(row) {
  const isOther = ({ defaultValue, value }) => defaultValue !== undefined && value !== defaultValue;
  return [...row.querySelectorAll(FIELDS)].some((field) => isOther(field) || field.ariaInvalid === "true");
}

function keyOf(row) {
  return `${row.className} ${row.dataset.about || row.textContent}`;
}

function isSame({ old, fresh, about, appended }) {
  const [was, is] = [about.get(old) ?? [], about.get(fresh) ?? []];
  if (was.length !== is.length || was.some((one, at) => one !== is[at])) return false; // its buttons act on another
  const own = [...old.childNodes].filter((child) => !child.matches?.(appended));
  if (own.length !== fresh.childNodes.length || old.style.cssText !== fresh.style.cssText) return false;
  return own.every((child, at) => child.isEqualNode(fresh.childNodes[at])) && chosen(old) === chosen(fresh);
}

/** What lists of choices are set to is no attribute of theirs. */
function chosen(row) {
  return [...row.querySelectorAll("select")].map((select) => select.value).join("\n");
}

/** What was typed but not taken goes, as it would in a row drawn anew; not where one is typing. */
function asWritten(old, fresh) {
  const others = fresh.querySelectorAll(FIELDS);
  old.querySelectorAll(FIELDS).forEach((field, at) => {
    if (field !== document.activeElement && field.value !== others[at].value) field.value = others[at].value;
  });
}
