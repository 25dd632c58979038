/** What stands before a problem in the list: the element's name, unless the sentence says it itself. */
export function lead(name, said) {
  return name && !said.includes(`“${name}”`) ? `${name}: ` : "";
}
