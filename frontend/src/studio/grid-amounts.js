/** Columns that ask for an amount: what stands in one of their cells and is none says so on the cell. */
import { language } from "../language.js";
import { isAmount, isNoAmount } from "./plain-cells.js";

const SAID = {
  vi: {
    money:
      "Cột này là số tiền mà “{}” không đọc được thành số. Ví dụ: từ 500k trở lên, dưới 2 triệu, từ 500.000 đến 2tr.",
    number: "Cột này là số mà “{}” không đọc được thành số. Ví dụ: từ 5 trở lên, dưới 3, từ 5 đến 10.",
  },
  en: {
    money: "This column holds money, and “{}” is no amount. For example: 500k or more, under 2m, between 500k and 2m.",
    number: "This column holds numbers, and “{}” is none. For example: 5 or more, under 3, between 5 and 10.",
  },
};

/** What a column asks for or gives: "money", "number", "text", …; "" where nobody knows. */
export function kindOf(table, side, at) {
  const column = table.inputs && table[side][at];
  const name = (column?.expression ?? column?.name ?? "").trim();
  const field = table.fields?.find((one) => one.name === name);
  return field?.is_money ? "money" : (field?.kind ?? "");
}

/** @returns {Array<object>} what the server found, and instead of it what is no amount in a column of amounts; nothing
 *   yet on the cell that is being typed in */
export function withAmounts(table, found, typing) {
  const own = table.inputs.flatMap((_, at) => {
    const kind = kindOf(table, "inputs", at);
    return isAmount(kind) ? table.rules.flatMap((rule, row) => noAmount(table, { kind, rule, row, at })) : [];
  });
  const place = ({ side, column, rule }) => `${side}.${column}.${rule}`;
  const places = new Set(own.map(place));
  return [...found.filter((one) => !places.has(place(one))), ...own.filter(({ entry }) => entry !== typing)];
}

function noAmount(table, { kind, rule, row, at }) {
  const entry = rule.inputs[at];
  if (!entry || !isNoAmount(entry.text, table.known)) return [];
  const message = SAID[language()][kind].replace("{}", () => entry.text.trim().replace(/^"|"$/g, ""));
  return [{ side: "inputs", column: at + 1, rule: row + 1, severity: "error", message, entry }];
}
