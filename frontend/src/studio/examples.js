/** The JSON of an example as lines that people write, and back. */

/** @returns {object | null} null where it is no JSON object */
export function parsed(text) {
  try {
    const found = JSON.parse(text?.trim() || "{}");
    return found && typeof found === "object" && !Array.isArray(found) ? found : null;
  } catch {
    return null;
  }
}

/** `{khan: "high", tien: 5}` → "khan = high\ntien = 5"; a text that reads as something else stands in quotes. */
export function linesOf(values) {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${typeof value === "string" && !isJson(value) ? value : JSON.stringify(value)}`)
    .join("\n");
}

export function valuesOf(text) {
  const found = {};
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    if (at < 1) continue;
    const [name, written] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (name) found[name] = isJson(written) ? JSON.parse(written) : written;
  }
  return found;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What steps are answered with, each the first time; steps that nobody answers, or that answer several times, stay. */
export function answersOf(given) {
  return Object.entries(given.tasks ?? {}).filter(
    ([, answer]) => answer && !Array.isArray(answer) && !Array.isArray(answer.after),
  );
}

export function withAnswer(given, step, answer) {
  const { [step]: _, ...others } = given.tasks ?? {};
  const tasks = answer ? { ...given.tasks, [step]: answer } : others;
  return { ...given, tasks: Object.keys(tasks).length ? tasks : undefined };
}
