/** What is wrong with a field, in the reader's language: the browser's own words are those of the browser. */

const WORDS = {
  vi: {
    empty: "Hãy điền ô này.",
    unchosen: "Hãy chọn một mục.",
    unticked: "Hãy đánh dấu ô này để tiếp tục.",
    noFile: "Hãy chọn một tệp.",
    noNumber: "Hãy điền một số.",
    noDate: "Hãy điền đủ ngày, giờ.",
    noAddress: "Hãy điền một địa chỉ email, như ten@congty.vn.",
    noUrl: "Hãy điền địa chỉ đầy đủ, như https://congty.vn.",
    tooLong: "Dài quá: nhiều nhất {} ký tự.",
    tooShort: "Ngắn quá: ít nhất {} ký tự.",
    tooSmall: "Hãy điền từ {} trở lên.",
    tooLarge: "Hãy điền nhiều nhất {}.",
    uneven: "Số này không nhận phần lẻ như vậy.",
    otherForm: "Ô này cần viết theo dạng khác.",
  },
  en: {
    empty: "Fill in this field.",
    unchosen: "Choose one of these.",
    unticked: "Tick this box to go on.",
    noFile: "Choose a file.",
    noNumber: "Enter a number.",
    noDate: "Fill in the whole date and time.",
    noAddress: "Enter an e-mail address, such as name@company.com.",
    noUrl: "Enter a full address, such as https://company.com.",
    tooLong: "Too long: at most {} characters.",
    tooShort: "Too short: at least {} characters.",
    tooSmall: "Enter {} or more.",
    tooLarge: "Enter at most {}.",
    uneven: "This number does not take such a fraction.",
    otherForm: "This field has to be written in another form.",
  },
};

const EMPTY = {
  checkbox: "unticked",
  radio: "unchosen",
  "select-one": "unchosen",
  "select-multiple": "unchosen",
  file: "noFile",
};
const UNREAD = { email: "noAddress", url: "noUrl", number: "noNumber" };

/** Which words of ours say what the browser found, with what they hold; null where nothing is wrong. */
export function faultOf({ validity, type, minLength, maxLength, min, max }) {
  if (validity.valid) return null;
  if (validity.badInput) return [type === "number" ? "noNumber" : "noDate"];
  if (validity.valueMissing) return [EMPTY[type] ?? "empty"];
  if (validity.typeMismatch) return [UNREAD[type] ?? "otherForm"];
  if (validity.tooLong) return ["tooLong", maxLength];
  if (validity.tooShort) return ["tooShort", minLength];
  if (validity.rangeUnderflow) return ["tooSmall", min];
  if (validity.rangeOverflow) return ["tooLarge", max];
  return [validity.stepMismatch ? "uneven" : "otherForm"];
}

/** What to say of a field, "" where nothing is wrong. */
export function faultWords(field, tongue) {
  const [key, value = ""] = faultOf(field) ?? [];
  return key ? WORDS[tongue][key].replace("{}", value) : "";
}

export const languages = WORDS;
