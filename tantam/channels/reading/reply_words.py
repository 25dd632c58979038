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
    r"^[\s>*_]*(?:(?P<when>sent|date|da gui(?: vao| luc)?|ngay gui|ngay|gui vao|gui luc|gui|thoi gian|gesendet|"
    r"datum|envoye|date "
    r"d'envoi|enviado(?: el)?|"
    r"fecha|data|inviato|verzonden|sendt|skickat|dato|wyslano|дата|отправлено|发送时间|日期|送信日時|날짜)|"
    r"(?P<to>to|toi|den|nguoi nhan|an|a|para|per|aan|til|till|do|кому|收件人|宛先|받는 사람)|"
    r"(?P<copy>cc|bcc|dong kinh gui|kopie|copie)|"
    r"(?P<subject>subject|chu de|tieu de|ve viec|v/v|betreff|objet|asunto|oggetto|onderwerp|emne|amne|temat|assunto|"
    r"тема|主题|主旨|件名|제목)|"
    r"(?P<other>reply-to|importance|do quan trong|attachments|tep dinh kem|dinh kem))\s*[*_]*\s*[:：]"
)
ORIGINAL = re.compile(
    r"^[\s>*_]*-{2,}\s*(?:original (?:message|appointment|email)|(?:thu|tin nhan|email|tin|message|noi dung) goc|"
    r"nguyen van|ursprungliche nachricht|"
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
FORWARD_STARTS = ("-", "begin forw", "bat dau ", "anfang der", "debut du")
FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|fw|chuyen tiep|tr|wg|enc|rv|转发|轉寄|전달)\s*:", re.IGNORECASE)

BRANDS = (
    r"(?:iphone|ipad|ipod|android|blackberry|galaxy|samsung|xiaomi|redmi|oppo|vivo|realme|huawei|nokia|sony|"
    r"xperia|htc|lg|"
    r"pixel|outlook|yahoo|gmail|zalo mail|zoho|mailspring|spark|proton ?mail|bluemail|mailbird|thunderbird|"
    r"airmail|mi phone|"
    r"verizon|vodafone|t-mobile|o2|windows phone|aol|fastmail|roundcube|zimbra|hotmail|aqua mail|tutanota|superhuman)"
)
SENDS = re.compile(  # how such a line begins, before folding: most lines end here
    r"\W{0,4}(?:(?:đã|được|da|duoc) )?(?:sent|g[ửu]i|get|download|t[ảa]i|nh[ậa]n|von|envoy|enviado|inviato|"
    r"verzonden|skickat|"
    r"sendt|wys|gesendet|obtenir|descargar)",
    re.IGNORECASE,
)
# Lines that mail programs add by themselves. Customers write of phones and sending too: each needs its whole shape.
DEVICES = (
    re.compile(r"^\W*sent from (?:my|a|an|the) [\w' &+-]{2,60}\W*$"),
    re.compile(rf"^\W*sent (?:from|via|by|using|with) (?:\w+ )?(?:{BRANDS}\b|mail for windows)[^,;?]{{0,60}}$"),
    re.compile(r"^\W*(?:get|download|tai(?: xuong)?|nhan|obtenir|descargar) outlook\b.{0,80}$"),
    re.compile(
        rf"^\W*(?:da |duoc )?gui (?:tu|bang) (?:(?:ung dung|thiet bi|dien thoai|may tinh bang|may|hop thu) "
        rf")?(?:thong minh )?"
        rf"(?:{BRANDS}\b|thu danh cho windows|thu cho windows|mail cho windows|may tinh bang|dien thoai(?= cua)|"
        rf"thiet bi(?= cua))"
        r"[^,;?]{0,45}$"
    ),
    re.compile(r"^\W*(?:da |duoc )?gui qua (?:outlook|yahoo mail|zalo mail|gmail|zoho mail)\b[^,;?]{0,45}$"),
    re.compile(
        r"^\W*(?:von meine[mr]|envoye (?:de(?:puis)?|a partir de) mon|enviado (?:desde|do) m[ie]u?|inviato "
        r"da(?:l)? mio|"
        r"verzonden (?:vanaf|met) mijn|skickat fran min|sendt fra min|wyslane z(?: mojego)?|gesendet (?:von|"
        r"mit))\b[^,;?]{2,60}$"
    ),
)
EXCUSE = re.compile(r"[,.;:-]\s*(?:please |pls )?(?:excuse|forgive|pardon|sorry|xin (?:thu )?loi|mong thong cam).*$")
CLOSING = re.compile(
    r"^[\s*_]*(?:"
    r"(?:(?:xin )?(?:chan thanh )?cam on (?:va |& ?)?)?(?:xin )?(?:rat )?(?:tran|chan) trong"
    r"(?: (?:va )?(?:cam on|kinh chao|kinh bao|thong bao|kinh moi))*"
    r"(?: (?:quy (?:khach hang|khach|cong ty)|anh/?chi|anh|chi|ban))?|"
    r"kinh thu|kinh chao|kinh bao|than ai|than men|than chao|than|"
    r"thanks?(?: you)?\s*(?:&|and|/)\s*(?:best |kind )?regards|thanks (?:best )?regards|"
    r"(?:(?:with )?(?:my )?(?:best|kind|kindest|warm|warmest) )?(?:regards|wishes)|b\.?rgds|rgds|br|"
    r"(?:yours )?(?:sincerely|faithfully|truly|respectfully)(?: yours)?|"
    r"mit freundlichen grussen|cordialement|saludos(?: cordiales)?|met vriendelijke groet(?:en)?"
    r")[\s*_]*(?:[,.!;~/-]*[\s*_]*$|[,.!]\s*(?P<name>\S.{1,40})$)"
)
POSTSCRIPT = re.compile(r"^\s*(?:p\s*[./]?\s*s|t\.?b|n\.?b)\s*[.:]")
LIST_FOOTER = re.compile(
    r"mailing list|unsubscribe|huy dang ky|listinfo|sent (?:via|from|by)|gui (?:tu|qua)|you (?:are receiv|received)"
)
NARRATED = re.compile(r"\b(?:toi|chung toi|i|we) (?:da )?(?:viet|wrote)\s*:\s*$")
DASHED_NAME = re.compile(r"^\s*[-–—]\s?[A-ZÀ-ỸĐ][\w.'’]*(?: [A-ZÀ-ỸĐ][\w.'’]*){0,3}\s*$")
RULE = re.compile(r"^\s*[-_=*—–]{5,}\s*$")
