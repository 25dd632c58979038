import assert from "node:assert/strict";
import { test } from "node:test";
import { conditionInWords, daysInWords, timerInWords } from "./steps-words.js";

const vi = (feel, more) => conditionInWords(feel, { tongue: "vi", ...more });
const en = (feel, more) => conditionInWords(feel, { tongue: "en", ...more });

test("a condition is said in the words of its forms", () => {
  const names = { khach_dong_y: "Khách đồng ý", tien_uu_dai: "Tiền ưu đãi" };
  assert.equal(vi("khach_dong_y = true", { names }), "Khách đồng ý: có");
  assert.equal(vi("khach_dong_y = false", { names }), "Khách đồng ý: không");
  assert.equal(vi("tien_uu_dai > 200000", { names }), "Tiền ưu đãi hơn 200.000");
  assert.equal(vi('loai = "khiếu nại"'), "loại phiếu là “khiếu nại”");
  assert.equal(en("diem >= 4"), "score given 4 or more");
});

test("two conditions are one sentence, also with words that contain them", () => {
  assert.equal(
    vi('loai = "đổi and trả" or diem <= 2'),
    "loại phiếu là “đổi and trả” hoặc điểm khách chấm từ 2 trở xuống",
  );
  assert.equal(
    en('mentions(noi_dung, ["đền", "hoàn"]) and diem < 3'),
    "what was written mentions “đền” or “hoàn” and score given less than 3",
  );
  assert.equal(vi("so_lan.goi > 2", { steps: { goi: "Gọi lại" } }), "số lần “Gọi lại” hơn 2");
});

test("what is no sentence and what has no name is left to the formula", () => {
  assert.equal(vi("phan_loai.quy_trinh = 1"), "");
  assert.equal(vi("not(diem > 2)"), "");
  assert.equal(vi("(diem > 2 or diem < 1) and loai = 1"), "");
  assert.equal(vi("diem > 2 or diem < 1 and thieu_thong_tin = true"), "");
  assert.equal(vi(""), "");
});

test("a timer says when it fires", () => {
  const after = { timeDuration: { body: "PT30M" } };
  assert.equal(timerInWords(after, { isBusiness: true, tongue: "vi" }), "sau 30 phút làm việc");
  assert.equal(timerInWords(after, { tongue: "en" }), "after 30 min");
  assert.equal(timerInWords({ timeCycle: { body: "R/PT2H" } }, { tongue: "vi" }), "cứ 2 giờ một lần");
  assert.equal(timerInWords({ timeDate: { body: "ngay_hen" } }, { tongue: "vi" }), "lúc ngay_hen");
});

test("days of the calendar are said", () => {
  assert.equal(daysInWords({ at: "08:00", on: "working" }, "vi"), "mỗi ngày làm việc lúc 8:00");
  assert.equal(daysInWords({ at: "08:30", on: "" }, "en"), "every day at 8:30");
  assert.equal(
    daysInWords({ at: "09:00", on: "mon|15|last|12-20|lunar:12-23" }, "vi"),
    "mỗi thứ Hai, ngày 15 mỗi tháng, ngày cuối tháng, ngày 20/12 mỗi năm, ngày 23/12 âm lịch mỗi năm lúc 9:00",
  );
});

test("a value is said as people call it", () => {
  const values = { khan: { critical: "Rất gấp" } };
  assert.equal(vi('khan = "critical"', { values }), "mức khẩn là “Rất gấp”");
  assert.equal(
    vi('phieu.khan = "critical" or khan = "low"', { values }),
    "mức khẩn là “Rất gấp” hoặc mức khẩn là “low”",
  );
});
