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
export const FIELD_TYPES = [
  ["text", "text"],
  ["number", "number"],
  ["money", "money"],
  ["date", "date"],
  ["choice", "choice"],
  ["boolean", "yes or no"],
  ["phone", "phone"],
];
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

/** What it means that nothing is chosen: the same as the written procedure and the register say. */
export const WITHOUT = {
  Touchpoint: "None chosen: no new request begins with this process; it runs where another begins it.",
  Segment: "None chosen: for every customer.",
};
