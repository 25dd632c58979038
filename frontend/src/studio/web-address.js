/** The same as `is_web_address` of `process/engine/extensions.py`. */
const WHOLE = /^https:\/\/[^\s/?#@\\<>"]+([/?#][^\s\\<>"]*)?$/;
const LONGEST = 2_000;

/** Whether it is a whole https address without a name and password in it. */
export function isWebAddress(text) {
  return text.length <= LONGEST && WHOLE.test(text) && URL.canParse(text);
}
