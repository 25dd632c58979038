/** Words of drafts, versions and trials, in Vietnamese; a part of `words.js`. */
export const VERSIONS = {
  "A trial: {}% of customers get the new version with their new tickets, the others version {}. Running tickets stay on theirs.":
    "Áp dụng thử: {}% khách có phiếu mới chạy theo phiên bản mới, các khách khác theo phiên bản {}. Phiếu đang chạy giữ phiên bản của mình.",
  "What becomes of the trial of version {}?": "Xử trí đợt áp dụng thử phiên bản {} thế nào?",
  "End it, and publish this for all": "Kết thúc, ban hành bản này cho tất cả",
  "Versions {} and {} take nothing new any more.": "Phiên bản {} và {} không nhận phiếu mới nữa.",
  "End it, and try this one instead": "Kết thúc, áp dụng thử bản này thay vào",
  "On a share of new tickets, beside version {}, which stays in force.":
    "Cho một phần phiếu mới, bên cạnh phiên bản {} vẫn áp dụng.",
  "To let it go on, cancel: the draft is kept. Its figures stay with the version.":
    "Muốn để thử tiếp thì bấm Thôi: bản nháp vẫn được giữ. Số liệu của đợt thử được lưu cùng phiên bản.",
  "Publishing ends the trial of version {}.": "Ban hành sẽ kết thúc đợt áp dụng thử phiên bản {}.",
  Figures: "Xem số liệu",
  "Compare version {} with this draft": "So phiên bản {} với bản nháp này",
  "It goes with the trial.": "Phần đó sẽ mất theo đợt thử.",
  "This browser kept a drawing of {} that was never saved.": "Trình duyệt này còn giữ bản vẽ lúc {} chưa được lưu.",
  "This browser kept a drawing of {}; {} saved a newer one after it.":
    "Trình duyệt này còn giữ bản vẽ lúc {}; sau đó {} đã lưu bản mới hơn.",
  "Take it up again": "Mở lại bản đó",
  "Put the kept drawing here?": "Thay bằng bản vẽ đã giữ?",
  "What you have drawn here since is not saved. The drawing of {} takes its place.":
    "Những gì bạn vẽ ở đây từ đó chưa được lưu. Bản vẽ lúc {} sẽ thay vào chỗ này.",
  "Only in the kept one": "Chỉ có ở bản đã giữ",
  "Only in what stands here": "Chỉ có ở bản đang mở",
  "Both have the same steps; what is written in them may differ.":
    "Hai bản có cùng các bước; nội dung bên trong có thể khác.",
  "Undo brings back what stands here.": "Bấm Hoàn tác để lấy lại bản đang mở.",
  "Two people on one draft": "Hai người cùng sửa một bản nháp",
  "Two tabs of yours on one draft": "Bạn đang sửa bản nháp này ở hai thẻ",
  "{} has this drawing open": "{} đang mở bản vẽ này",
  "{} is changing this drawing": "{} đang sửa bản vẽ này",
  "See what differs": "Xem hai bản khác nhau chỗ nào",
  "See what they changed": "Xem họ đã sửa gì",
  "See mine beside theirs": "Xem bản của tôi cạnh bản của họ",
  "What stands only here, only there, and what reads otherwise; in a new tab.":
    "Chỗ nào chỉ có ở đây, chỉ có ở bản kia, chỗ nào viết khác; mở ở thẻ mới.",
  "It opens in a new tab; yours stays here, and so do these choices.":
    "Mở ở thẻ mới; bản của bạn và các lựa chọn này vẫn ở đây.",
  "What is saved opens in a new tab; what you drew here stays.":
    "Bản đã lưu mở ở thẻ mới; những gì bạn vẽ ở đây vẫn còn.",
  "Keep mine as a file": "Giữ bản của tôi thành tệp",
  "Keep this one as a file": "Giữ bản ở đây thành tệp",
  "Then both can be put together by hand.": "Sau đó có thể ghép hai bản bằng tay.",
  "Save mine over it": "Lưu đè bản của tôi",
  "Save this one over it": "Lưu đè bằng bản ở đây",
  "What they drew since is no longer in the draft.": "Những gì họ vẽ sau đó không còn trong bản nháp.",
  "What you drew in the other tab is no longer in the draft.": "Những gì bạn vẽ ở thẻ kia không còn trong bản nháp.",
  "Take theirs": "Lấy bản của họ",
  "Take what is saved": "Lấy bản đã lưu",
  "Yours is saved as a file first, then the page opens theirs.":
    "Bản của bạn được tải về thành tệp, rồi trang mở bản của họ.",
  "This one is kept as a file first, then the page opens what is saved.":
    "Bản ở đây được tải về thành tệp, rồi trang mở bản đã lưu.",
};
