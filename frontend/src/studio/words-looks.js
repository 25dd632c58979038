/** Words of how a step looks and of what it leads to; a part of words.js. */
export const LOOKS = {
  Colour: "Tô màu",
  Blue: "Xanh dương",
  Green: "Xanh lá",
  Yellow: "Vàng",
  Orange: "Cam",
  Red: "Đỏ",
  Purple: "Tím",
  Grey: "Xám",
  "No colour": "Không màu",
  "Help link": "Liên kết hướng dẫn",
  Address: "Địa chỉ",
  "Name of the link": "Tên liên kết",
  "A page that says more, such as https://…; whoever does the step opens it from its card.":
    "Trang nói rõ hơn, ví dụ https://…; người làm mở được ngay từ thẻ bước.",
  "Write the whole address, beginning with https://.": "Hãy ghi cả địa chỉ, bắt đầu bằng https://.",
  "There is no policy in the register yet. Write one, and steps can carry it: it is read on the card of every ticket that stands there.":
    "Chưa có chính sách nào trong danh sách. Hãy viết một chính sách rồi gắn vào bước: ai đứng ở bước đó cũng đọc được trên thẻ.",
  "Open the register of policies": "Mở danh sách chính sách",
  "A colour from another tool.": "Màu do phần mềm khác chọn.",
};
