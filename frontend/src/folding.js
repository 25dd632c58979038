/** Letters without marks, so that "khach hang" finds "Khách hàng". */
export function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
}

/** Whether every typed word begins some word of the text. */
export function matches(text, typed) {
  const words = folded(text).split(/[^\p{L}\p{N}]+/u);
  return folded(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)));
}

/** Whether the text begins with what was typed, word for word. */
export function begins(text, typed) {
  return folded(text).startsWith(folded(typed).trim().replace(/\s+/g, " "));
}
