const WORDS = {
  vi: {
    left: "còn {}",
    over: "quá {}",
    days: "{} ngày",
    hours: "{} giờ",
    minutes: "{} phút",
    seconds: "{} giây",
    day: "{} ngày",
    hour: "{} giờ",
    minute: "{} phút",
    now: "vừa xong",
    ago: "{} trước",
    soon: "{} nữa",
    copied: "Đã sao chép: {}",
    notCopied: "Trình duyệt không cho sao chép. Hãy chọn chữ và bấm Ctrl+C.",
    serverError: "Máy chủ gặp lỗi ({}). Chưa có gì bị mất; hãy thử lại.",
    forbidden: "Bạn không có quyền làm việc này.",
    gone: "Không tìm thấy: có thể vừa được chuyển hoặc gộp.",
    offline: "Mất kết nối. Những gì bạn gõ vẫn còn; đang thử lại.",
    online: "Đã kết nối lại.",
    draftSaved: "Đã lưu nháp",
    undo: "Hoàn tác",
    undoKey: "Hoàn tác (z)",
    sendingIn: "Gửi sau {} giây",
    unsent: "Chưa gửi. Nội dung còn trong ô soạn.",
    close: "Đóng",
    noMatch: "Không có kết quả",
    searchFor: "Tìm “{}”",
    rooms: "Đi tới",
    actions: "Việc",
    scripts: "Lời thoại",
    unresolved: "Còn chỗ trống chưa điền: {}",
    toFill: "Cần điền:",
  },
  en: {
    left: "{} left",
    over: "{} over",
    days: "{} days",
    hours: "{} h",
    minutes: "{} min",
    seconds: "{} s",
    day: "{} day",
    hour: "{} h",
    minute: "{} min",
    now: "just now",
    ago: "{} ago",
    soon: "in {}",
    copied: "Copied: {}",
    notCopied: "The browser does not allow copying. Select the text and press Ctrl+C.",
    serverError: "The server met an error ({}). Nothing is lost; try again.",
    forbidden: "You have no right to do this.",
    gone: "Not found: it may just have been moved or merged.",
    offline: "Connection lost. What you typed is still here; trying again.",
    online: "Connected again.",
    draftSaved: "Draft saved",
    undo: "Undo",
    undoKey: "Undo (z)",
    sendingIn: "Sending in {} s",
    unsent: "Not sent. The text is still in the box.",
    close: "Close",
    noMatch: "Nothing found",
    searchFor: "Search for “{}”",
    rooms: "Go to",
    actions: "Do",
    scripts: "Scripts",
    unresolved: "Still to fill in: {}",
    toFill: "To fill in:",
  },
};

/** The page's language, "vi" or "en". */
export function language() {
  return globalThis.document?.documentElement.lang.startsWith("en") ? "en" : "vi";
}

/** A word or sentence of the interface, `{}` filled in. */
export function say(key, value = "", tongue = language()) {
  return WORDS[tongue][key].replace("{}", value);
}

export const languages = WORDS;
