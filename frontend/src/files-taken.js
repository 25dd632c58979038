/** Which of some files a field takes, and why not the others. */

function isOfKind(file, kinds) {
  return !kinds.length || kinds.some((kind) => file.name.toLowerCase().endsWith(kind.toLowerCase()));
}

function isSame(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

/**
 * @param {File[]} given chosen or dropped now
 * @param {File[]} kept chosen before
 * @param {{kinds: string[], most: number, count: number}} limits ends of names, bytes and files of all together
 * @returns {{taken: File[], refused: {file: File, why: string}[]}} `why` names the field's own words for it
 */
export function sorted(given, kept, { kinds, most, count }) {
  const taken = [...kept];
  const refused = [];
  const fresh = given.filter((file) => !kept.some((one) => isSame(one, file)));
  for (const file of count === 1 ? fresh.slice(0, 1) : fresh) {
    const size = taken.reduce((sum, one) => sum + one.size, file.size);
    if (!isOfKind(file, kinds)) refused.push({ file, why: "fileWrongKind" });
    else if (size > most) refused.push({ file, why: "fileTooLarge" });
    else if (taken.length >= count) refused.push({ file, why: "fileTooMany" });
    else taken.push(file);
  }
  return { taken, refused };
}

/**
 * Whether files chosen together go with those that are there already: all of them or none.
 *
 * @param {File[]} given
 * @param {{bytes: number, count: number}} there
 * @param {{most: number, count: number}} limits
 * @returns {string} which of the field's words says why not, "" where they do
 */
export function together(given, there, { most, count }) {
  if (there.count + given.length > count) return "fileTooMany";
  return given.reduce((sum, file) => sum + file.size, there.bytes) > most ? "fileTooLarge" : "";
}

/** A size as people say it: "812 B", "1,2 MB". */
export function shownSize(bytes, tongue) {
  const step = [
    [1_048_576, "MB"],
    [1024, "KB"],
    [1, "B"],
  ].find(([size]) => bytes >= size) ?? [1, "B"];
  const number = new Intl.NumberFormat(tongue, { maximumFractionDigits: step[1] === "MB" ? 1 : 0 });
  return `${number.format(bytes / step[0])}\u00a0${step[1]}`;
}
