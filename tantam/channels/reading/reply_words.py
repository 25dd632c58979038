"""The words mail programs put around quotations and signatures, Vietnamese and English first, the neighbours too.

Patterns match folded lines: lower case, without Vietnamese or other marks (see ``fold``).
"""

import re
import unicodedata

MARKS = re.compile("[\u0300-\u036f]")


def fold(line: str) -> str:
    """Lower case without marks, đ as d, one kind of space: the same words however they were typed."""
    if line.isascii():
        return line.lower()
    spread = unicodedata.normalize("NFD", line.replace("\u00a0", " ").replace("\u202f", " ").lower())
    return MARKS.sub("", spread).replace("đ", "d").replace("ł", "l").replace("ø", "o").replace("ı", "i")


VERB = (
    r"(?:wrote|writes|said|(?:da )?viet|schrieb(?: am .{0,80})?|a ecrit|ecrit|ecrivait|escribio|ha scritto|"
    r"escreveu|schreef|"
    r"skrev(?: folgende| dette| foljande)?|napisal(?:\(a\))?|napisala|pisze|napsal\(?a?\)?|kirjoitti|yazdi|sunu yazdi|"
    r"писал|пишет|написал(?:\(а\)|а)?|写道|寫道|のメール|님이 작성)"
)
STARTER = (
    r"(?:on|vao(?: luc| ngay)?|luc|ngay|tren|am|le|el|il(?: giorno)?|op|den|dnia|w dniu|em|a(?:t)?|pa|kl\.?|in "
    r"data|dne|"
    r"mon|tue|wed|thu|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс|在|于)"
)
OPENER = re.compile(rf"[\s>*_-]*(?:{STARTER}\b|\d{{1,4}}[-/.年]\d|在)")
WROTE = re.compile(rf"\b{VERB}\s*(?:[:：]|-{{2,}})[\s*_]*$|(?:写道|寫道|のメール|作成)[:：]?\s*$")
WROTE_THEN_TEXT = re.compile(rf"<[^<>\s]+@[^<>\s]+>[\s,]*{VERB}\s*:")
NAMED_WROTE = re.compile(rf"^[^.!?]{{0,120}}(?:<[^<>\s]+@[^<>\s]+>|\([^()\s]+@[^()\s]+\))[\s,]*{VERB}\s*[:：]\s*$")
SHORT_WROTE = re.compile(rf"^\W*[\w .,'\"()&-]{{1,60}} {VERB}\s*[:：]\s*$")
DATED = re.compile(
    r"\d{1,2}[:h.]\d{2}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\b\d{4}\b|@|\d{1,2}月|\bthg? \d|\b\d{1,2} [a-z]{3}"
)
ADDRESS_COLON = re.compile(r"^.{0,200}(?:@|\d{1,2}[:h]\d{2}).{0,200}:\s*$")

FROM_LABEL = re.compile(
    r"^[\s>*_]*(?:from|tu|nguoi gui|von|de|da|van|fra|fran|od|от|发件人|寄件者|差出人|보낸 "
    r"사람)\s*[*_]*\s*[:：]\s*[*_]*\s*(?P<value>.*)$"
)
OTHER_LABEL = re.compile(
    r"^[\s>*_]*(?:(?P<when>sent|date|da gui|ngay gui|ngay|gui luc|gui|thoi gian|gesendet|datum|envoye|date "
    r"d'envoi|enviado(?: el)?|"
    r"fecha|data|inviato|verzonden|sendt|skickat|dato|wyslano|дата|отправлено|发送时间|日期|送信日時|날짜)|"
    r"(?P<to>to|toi|den|nguoi nhan|an|a|para|per|aan|til|till|do|кому|收件人|宛先|받는 사람)|"
    r"(?P<copy>cc|bcc|dong kinh gui|kopie|copie)|"
    r"(?P<subject>subject|chu de|tieu de|ve viec|betreff|objet|asunto|oggetto|onderwerp|emne|amne|temat|assunto|"
    r"тема|主题|主旨|件名|제목)|"
    r"(?P<other>reply-to|importance|do quan trong|attachments|tep dinh kem|dinh kem))\s*[*_]*\s*[:：]"
)
ORIGINAL = re.compile(
    r"^[\s>*_]*-{2,}\s*(?:original (?:message|appointment|email)|(?:thu|tin nhan|email|tin|message) goc|"
    r"ursprungliche nachricht|"
    r"message d'origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|"
    r"opprinnelig melding|"
    r"oprindelig meddelelse|ursprungligt meddelande|wiadomosc oryginalna|исходное сообщение|原始邮件|原始郵件|"
    r"元のメッセージ|원본 메시지)"
    r"\s*-*[\s*_]*$"
)
FORWARDED = re.compile(
    r"^[\s*_>]*(?:-{2,}\s*(?:forwarded (?:message|by)\b.*|(?:thu|tin nhan|email|noi dung) (?:da )?(?:duoc "
    r")?(?:chuyen tiep|chuyen)|"
    r"weitergeleitete nachricht|message transfere|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|"
    r"doorgestuurd bericht|videresendt.*|пересылаемое сообщение|转发邮件.*|转发的邮件)\s*-*|"
    r"begin forwarded message\s*:|bat dau (?:thu|tin nhan|email) (?:da )?(?:duoc )?chuyen tiep\s*:|"
    r"anfang der weitergeleiteten (?:nachricht|e-mail)\s*:|debut du message (?:transfere|reexpedie)\s*:)[\s*_]*$"
)
FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|fw|chuyen tiep|tr|wg|enc|rv|转发|轉寄|전달)\s*:", re.IGNORECASE)

DEVICE = re.compile(
    r"^[\s*_>\[(-]*(?:(?:da |duoc )?gui (?:tu|bang|qua)|sent (?:from|via|by|using|with)|get|tai(?: xuong)?|nhan|"
    r"download|envoye de(?:puis)?|"
    r"enviado (?:desde|do)|von meinem|gesendet (?:von|mit)|inviato da(?:l)?|verzonden vanaf|skickat fran|sendt "
    r"fra)\s+(?P<what>\S.*)$"
)
DEVICE_WORD = re.compile(
    r"\b(?:iphone|ipad|ipod|android|blackberry|galaxy|samsung|xiaomi|redmi|oppo|vivo|realme|huawei|nokia|sony|"
    r"xperia|htc|lg|pixel|"
    r"outlook|yahoo|gmail|zalo|zoho|mailspring|spark|protonmail|proton mail|windows|mobile|phone|handy|"
    r"smartphone|tablet|"
    r"dien thoai|thiet bi|may tinh bang|thu danh cho|app|mail|mailbird|thunderbird|webmail|airmail|mi phone|text "
    r"messaging)\b"
)
EXCUSE = re.compile(r"[,.;:-]\s*(?:please |pls )?(?:excuse|forgive|pardon|sorry|xin (?:thu )?loi|mong thong cam).*$")
SENT_FROM = re.compile(r"^[\s*_]*sent from (?:my|a|an|the) [\w' -]{2,60}[.!]?$")
CLOSING = re.compile(
    r"^[\s*_]*(?:(?:xin )?(?:tran|chan) trong(?: (?:cam on|kinh chao|kinh bao|thong bao))?(?: (?:quy (?:khach|"
    r"cong ty|khach hang)|anh/?chi|anh|chi|ban))?|"
    r"kinh thu|kinh chao|kinh bao|than ai|than men|than|thanks?\s*(?:&|and|/)\s*(?:best\s*)?regards|thanks? "
    r"(?:and )?best regards|"
    r"(?:(?:with )?(?:best|kind|warm|warmest|kindest) )?(?:regards|wishes)|b\.?rgds|rgds|br|"
    r"(?:yours )?(?:sincerely|faithfully|truly|respectfully)(?: yours)?|yours sincerely|mit freundlichen grussen|"
    r"cordialement|"
    r"saludos(?: cordiales)?|met vriendelijke groet(?:en)?)[\s*_]*[,.!;~-]*[\s*_]*$"
)
POSTSCRIPT = re.compile(r"^\s*(?:p\s*[./]?\s*s|t\.?b|n\.?b)\s*[.:]")
LIST_FOOTER = re.compile(
    r"mailing list|unsubscribe|huy dang ky|listinfo|sent (?:via|from|by)|gui (?:tu|qua)|you (?:are receiv|received)"
)
DASHED_NAME = re.compile(r"^\s*[-–—]\s?[A-ZÀ-ỸĐ][\w.'’]*(?: [A-ZÀ-ỸĐ][\w.'’]*){0,3}\s*$")
RULE = re.compile(r"^\s*[-_=*—–]{5,}\s*$")
