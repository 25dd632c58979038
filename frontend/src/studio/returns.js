/** A carriage return in an attribute is read as a space unless it is written as a reference. */
export function withReturns(xml) {
  if (!xml.includes("\r")) return xml;
  const parts = xml.split(/(<!\[CDATA\[[\s\S]*?\]\]>)/);
  return parts.map((part, at) => (at % 2 ? part : part.replaceAll("\r", "&#13;"))).join("");
}
