/** Fixed lists of docs/house.md: keys as in the file, words for people. */
export const STAGES = [
  ["intake", "Intake"],
  ["classification", "Classification"],
  ["handling", "Handling"],
  ["follow_up", "Follow-up"],
  ["feedback", "Feedback"],
];
export const SHAPES = ["linear", "loop", "staged"];
export const ROLES = [
  ["team", "a team"],
  ["assignee", "the assignee"],
  ["head", "the head of department"],
  ["system", "the system"],
];
export const UNMATCHED = [
  ["reopen", "reopens the case"],
  ["note", "becomes a note"],
  ["new", "opens a new case"],
];
export const FIELD_TYPES = ["text", "number", "money", "date", "choice", "boolean", "phone"];
export const CHANNELS = ["email", "zalo", "facebook", "phone", "sms", "chat", "web", "counter", "api", "internal"];
export const SEGMENTS = ["new", "regular", "loyal", "vip", "wholesale", "prospect", "unhappy", "lapsed", "internal"];
export const MESSAGES = [
  ["customer.message", "a message from the customer"],
  ["survey.answered", "the answer to a survey"],
];
export const CHANNEL_WORDS = {
  vi: ["Email", "Zalo", "Facebook", "Điện thoại", "SMS", "Chat web", "Biểu mẫu web", "Tại quầy", "API", "Nội bộ"],
  en: ["E-mail", "Zalo", "Facebook", "Phone", "SMS", "Web chat", "Web form", "Counter", "API", "Internal"],
};
export const SEGMENT_WORDS = {
  vi: [
    "Mới",
    "Thường xuyên",
    "Thân thiết",
    "VIP",
    "Sỉ, doanh nghiệp",
    "Tiềm năng",
    "Tiêu cực",
    "Lâu chưa quay lại",
    "Nội bộ",
  ],
  en: ["New", "Regular", "Loyal", "VIP", "Wholesale", "Prospect", "Unhappy", "Lapsed", "Internal"],
};
