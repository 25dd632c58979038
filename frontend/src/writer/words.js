/** The writer's own words. Keys are English, so that English needs no table. */
import { language } from "../language.js";

const VI = {
  "Take the picture out": "Bỏ ảnh ra",
  "Not uploaded.": "Chưa tải lên được.",
  "Try again": "Thử lại",
  "This picture is no longer there. Take it out or paste it again.": "Ảnh này không còn nữa. Hãy bỏ ra hoặc dán lại.",
  "A picture is still on its way. Wait for it, or take it out, then send.":
    "Ảnh còn đang tải lên. Đợi tải xong hoặc bỏ ảnh ra rồi gửi.",
  "Pictures within the text were not pasted. Paste or drop each of them alone.":
    "Ảnh nằm trong đoạn vừa dán không mang theo được. Hãy dán hoặc kéo thả riêng từng ảnh.",
};

export function word(text) {
  return language() === "vi" ? (VI[text] ?? text) : text;
}
