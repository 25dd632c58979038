/** What conditions and events say, in plain words. What cannot be said so stays as the formula it is. */
import { readLength } from "./lengths.js";
import { readMoment } from "./moments.js";

/** What every ticket brings along; names of a process' own come from its forms. */
const KNOWN = {
  vi: {
    loai: "loại phiếu",
    khan: "mức khẩn",
    kenh: "kênh",
    khach: "khách",
    noi_dung: "nội dung",
    nhom: "nhóm khách",
    diem: "điểm khách chấm",
    dong_y: "được duyệt",
    thieu_thong_tin: "còn thiếu thông tin",
    chua_biet: "chưa có câu trả lời",
    can_hoi_chuyen_mon: "cần hỏi chuyên môn",
    tien_den_bu: "tiền đền bù",
    so_vong: "số vòng",
  },
  en: {
    loai: "kind",
    khan: "urgency",
    kenh: "channel",
    khach: "customer",
    noi_dung: "what was written",
    nhom: "segment",
    diem: "score given",
    dong_y: "approved",
    thieu_thong_tin: "information is missing",
    chua_biet: "the answer is not known yet",
    can_hoi_chuyen_mon: "specialists have to be asked",
    tien_den_bu: "compensation",
    so_vong: "rounds",
  },
};
const SAID = {
  vi: {
    yes: "{}: có",
    no: "{}: không",
    "=": "là",
    "!=": "khác",
    ">": "hơn",
    "<": "dưới",
    ">=": "từ {} trở lên",
    "<=": "từ {} trở xuống",
    and: " và ",
    or: " hoặc ",
    mentions: "{} có nhắc {}",
    times: "số lần “{}”",
    minutes: "{} phút",
    hours: "{} giờ",
    days: "{} ngày",
    after: "sau {}",
    at: "lúc {}",
    every: "cứ {} một lần",
    daily: "mỗi ngày",
    working: "mỗi ngày làm việc",
    weekday: "mỗi {}",
    weekdays: ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"],
    monthly: "ngày {} mỗi tháng",
    last: "ngày cuối tháng",
    yearly: "ngày {} mỗi năm",
    lunar: "ngày {} âm lịch mỗi năm",
    on: "{} lúc {}",
    business: "{} làm việc",
  },
  en: {
    yes: "{}: yes",
    no: "{}: no",
    "=": "is",
    "!=": "is not",
    ">": "more than",
    "<": "less than",
    ">=": "{} or more",
    "<=": "{} or less",
    and: " and ",
    or: " or ",
    mentions: "{} mentions {}",
    times: "times of “{}”",
    minutes: "{} min",
    hours: "{} h",
    days: "{} d",
    after: "after {}",
    at: "at {}",
    every: "every {}",
    daily: "every day",
    working: "every working day",
    weekday: "every {}",
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    monthly: "day {} of every month",
    last: "the last day of every month",
    yearly: "{} of every year",
    lunar: "{} of every lunar year",
    on: "{} at {}",
    business: "{} (working hours)",
  },
};
const COMPARED = /^([\p{L}_][\p{L}\p{N}_.]*)\s*(!=|>=|<=|=|>|<)\s*("[^"]*"|-?\d+(?:\.\d+)?|true|false)$/u;
const MENTIONS = /^mentions\(\s*([\p{L}_][\p{L}\p{N}_.]*)\s*,\s*\[([^\]]*)\]\s*\)$/u;

/**
 * @param {string} feel
 * @param {{names?: Record<string, string>, steps?: Record<string, string>,
 *   values?: Record<string, Record<string, string>>, tongue: string}} options `names` of variables, `steps` by id for
 *   `so_lan.<step>`, `values` of variables by key
 * @returns {string} "" where it says more than this can put into words
 */
export function conditionInWords(feel, { names = {}, steps = {}, values = {}, tongue }) {
  const parts = split(feel?.trim() ?? "");
  if (!parts) return "";
  const said = parts.map((part) =>
    ["and", "or"].includes(part) ? SAID[tongue][part] : one(part, { names, steps, values, tongue }),
  );
  return said.every(Boolean) ? said.join("") : "";
}

/** "a = 1 or b = 2" → ["a = 1", "or", "b = 2"]; null with brackets around, which a sentence cannot say. */
function split(text) {
  const parts = [""];
  for (const piece of text.match(/"[^"]*"|\w+\([^)]*\)|\s+(?:and|or)\s+|[^"]/g) ?? []) {
    if (/^\s+(and|or)\s+$/.test(piece)) parts.push(piece.trim(), "");
    else parts[parts.length - 1] += piece;
  }
  const trimmed = parts.map((part) => part.trim());
  const isMixed = trimmed.includes("and") && trimmed.includes("or");
  return trimmed.some((part) => !part) || isMixed ? null : trimmed;
}

function one(text, options) {
  const { tongue } = options;
  const words = SAID[tongue];
  const found = COMPARED.exec(text);
  if (!found) {
    const [, name, list] = MENTIONS.exec(text) ?? [];
    if (!name || !called(name, options)) return "";
    const looked = [...list.matchAll(/"([^"]*)"/g)].map(([, said]) => `“${said}”`);
    return fill(words.mentions, called(name, options), looked.join(words.or));
  }
  const [, name, sign, value] = found;
  const who = called(name, options);
  if (!who) return "";
  if (["true", "false"].includes(value)) return fill((value === "true") === (sign === "=") ? words.yes : words.no, who);
  const shown = value.startsWith('"')
    ? `“${valueCalled(name, value.slice(1, -1), options)}”`
    : Number(value).toLocaleString(tongue === "vi" ? "vi-VN" : "en-GB");
  const verb = words[sign];
  return verb.includes("{}") ? `${who} ${fill(verb, shown)}` : `${who} ${verb} ${shown}`;
}

function valueCalled(name, key, { values }) {
  const known = values[name] ?? values[name.split(".").pop()];
  return known?.[key] ?? key;
}

function called(name, { names, steps, tongue }) {
  if (name.startsWith("so_lan.")) {
    const step = name.slice("so_lan.".length);
    return steps[step] ? fill(SAID[tongue].times, steps[step]) : "";
  }
  const last = name.split(".").pop();
  const known = KNOWN[tongue];
  return names[name] ?? known[name] ?? names[last] ?? known[last] ?? "";
}

/** "PT30M" → "30 phút"; "" where it is a formula. */
export function lengthInWords(iso, tongue) {
  const length = readLength(iso);
  return length?.count ? fill(SAID[tongue][length.unit], length.count) : "";
}

/** When a timer fires: "sau 30 phút làm việc", "lúc 31/12/2026 08:00". */
export function timerInWords(timer, { isBusiness, tongue }) {
  const words = SAID[tongue];
  const after = timer.timeDuration?.body;
  if (after) {
    const length = lengthInWords(after, tongue) || after;
    return fill(words.after, isBusiness ? fill(words.business, length) : length);
  }
  if (timer.timeDate?.body) return fill(words.at, readMoment(timer.timeDate.body));
  const every = /^R\d*\/(P.+)$/.exec(timer.timeCycle?.body ?? "")?.[1];
  return every ? fill(words.every, lengthInWords(every, tongue) || every) : "";
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** On which days and at which hour it comes round: "mỗi ngày làm việc lúc 8:00". */
export function daysInWords({ at, on }, tongue) {
  const words = SAID[tongue];
  const keys = (on ?? "").split("|").filter((key) => key && key !== "day");
  const said = keys.map((key) => {
    const date = /^(lunar:)?(\d{1,2})-(\d{1,2})$/.exec(key);
    if (date) return fill(date[1] ? words.lunar : words.yearly, `${Number(date[3])}/${Number(date[2])}`);
    if (WEEKDAYS.includes(key)) return fill(words.weekday, words.weekdays[WEEKDAYS.indexOf(key)]);
    return words[key] ?? fill(words.monthly, key);
  });
  return fill(words.on, said.join(", ") || words.daily, (at ?? "").replace(/^0(\d)/, "$1"));
}

function fill(text, ...values) {
  return values.reduce((said, value) => said.replace("{}", () => value), text);
}
