"""Pages as text, and pages made safe."""

import pytest

from tantam.channels.reading.clean import clean_html
from tantam.channels.reading.html_text import html_to_text
from tantam.channels.reading.read import read_mail


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("  a \n\t b  ", "a b"),
        ("a<b>b</b> <i>c</i>", "ab c"),
        ("a&nbsp;b &lt;c&gt; &amp; &#273;", "a b <c> & đ"),
        ("<ul><li>a<li>b</ul><ol><li>c</li><li>d</li></ol>", "- a\n- b\n\n1. c\n2. d"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n  - b\n2. c"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "A\tB\n1\t2"),
        ("<table><tr><td><p>A</p></td><td><p>B</p></td></tr><tr><td>1</td><td></td></tr></table>", "A\tB\n1"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n>> b\n\nc"),
        ('<a href="https://x.vn/a?b=1&amp;c">đây</a>', "đây <https://x.vn/a?b=1&c>"),
        ('<a href="https://www.x.vn/">x.vn</a> <a href="mailto:a@b.vn">a@b.vn</a> <a href="#x">y</a>', "x.vn a@b.vn y"),
        ('<img src=x alt="Ảnh"><img src=y width="1" height="1" alt="spy"><img src=z>', "[Ảnh]"),
        ("<head><title>t</title></head><style>p{}</style><script>x</script>a<!-- c -->b", "ab"),
        ('<span style="display:none">hidden</span>seen', "seen"),
        ('<div style="display:none">never closed, all of it', "never closed, all of it"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a<hr>b", "a\n--------------------\nb"),
        ("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", "a\n\nb"),
        ("plain", "plain"),
        ("", ""),
        ("a < b and c > d", "a < b and c > d"),
        ("<p>never <b>closed <a href='https://x.vn", "never closed"),
        ("a<!-- never closed", "a never closed"),
        ("<style>never closed", ""),
        ("a\u200bb\ufeff", "ab"),
    ],
)
def test_a_page_reads_like_this(html: str, text: str):
    assert html_to_text(html) == text


def of(html: str) -> str:
    raw = b"From: a@b.vn\nSubject: Re: x\nContent-Type: text/html; charset=utf-8\n\n" + html.encode()
    return read_mail(raw).new_text


@pytest.mark.parametrize(
    "quotation",
    [
        '<br><div class="gmail_quote"><div class="gmail_attr">Vào Th 2, 20 thg 10, 2025 vào lúc 09:15 A &lt;<a '
        'href="mailto:a@b.vn">'
        'a@b.vn</a>&gt; đã viết:<br></div><blockquote class="gmail_quote">cũ</blockquote></div>',
        '<div style="border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>Từ:</b> A<br><b>Đã gửi:</b> Thứ '
        "Hai<br><b>Tới:</b> B<br>"
        "<b>Chủ đề:</b> x</p></div><p>cũ</p>",
        '<hr><div id="divRplyFwdMsg"><b>From:</b> A<br><b>Sent:</b> Monday<br><b>To:</b> B<br><b>Subject:</b> '
        "x</div><div>old</div>",
        '<blockquote type="cite">Vào 14:03, 8 thg 1, 2024, A &lt;a@b.vn&gt; đã viết:<br>cũ</blockquote>',
        '<div class="yahoo_quoted"><div>Vào Thứ Hai, 20 tháng 10, 2025 lúc 09:15:00 GMT+7, A &lt;a@b.vn&gt; đã '
        "viết:</div>cũ</div>",
        '<div class="moz-cite-prefix">20/10/2025 tarihinde X &lt;a@b.vn&gt; yazmis:<br></div><blockquote '
        'type="cite">cũ</blockquote>',
        '<div>-- <br></div><div class="gmail_signature">Trần B<br>0901</div>',
        '<div class="moz-signature">Trần B<br>0901</div>',
        '<div id="ms-outlook-mobile-signature">Tải Outlook cho iOS</div>',
        "<br><div>Đã gửi từ iPhone của tôi</div>",
    ],
)
def test_the_new_text_of_a_page_stands_alone(quotation: str):
    assert of(f"<div>Cảm ơn shop</div>{quotation}") == "Cảm ơn shop"


def test_a_forwarded_page_is_kept():
    assert of(
        '<p>Xem giúp</p><div class="gmail_quote">---------- Forwarded message ---------<br>Từ: A<br><br>Hỏng</div>'
    ).endswith("Hỏng")


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>body{background:url(http://x)}</style>",
        '<p onclick="alert(1)" style="color:red">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" java&#10;script:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<a href="/cases/1/delete">x</a>',
        '<a href="cid:x">x</a>',
        '<form action="http://x"><input name=a><button>x</button></form>',
        '<iframe src="http://x"></iframe>',
        '<img src="javascript:alert(1)">',
        '<img src=x onerror="alert(1)">',
        '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
        '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
        "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
        '<base href="http://x"><meta http-equiv=refresh content="0;url=http://x"><link rel=stylesheet href="http://x">',
        '<td background="http://x">x</td>',
        '<img alt="&quot; src=&quot;http://x/" src="cid:none">',
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
        '<object data="http://x"></object><embed src="http://x"><video src="http://x"></video>',
    ],
)
def test_nothing_in_a_page_runs_loads_or_posts(html: str):
    safe = clean_html(html, {}).lower()
    for bad in (
        "<script",
        "<style",
        "onclick",
        "onerror=",
        "style=",
        "javascript:",
        "<form",
        "<input",
        "<iframe",
        "<svg",
        "<math",
    ):
        assert bad not in safe
    for bad in (
        "<base",
        "<meta",
        "<link",
        "background",
        "<object",
        "<embed",
        "<video",
        'href="/',
        'href="cid',
        "data:text",
        "svg+xml",
    ):
        assert bad not in safe
    assert ' src="http' not in safe.replace("&quot;", "")


def test_remote_pictures_wait_for_a_click_and_inline_ones_are_shown():
    safe = clean_html(
        '<img src="https://x.vn/a.png?b=1&amp;c=2" alt="a"><img src="//x.vn/b.png"><img src="CID:Pic@x">',
        {"pic@x": "/files/7"},
    )
    assert 'data-remote-src="https://x.vn/a.png?b=1&amp;c=2"' in safe
    assert 'data-remote-src="//x.vn/b.png"' in safe
    assert '<img src="/files/7">' in safe
    assert ' src="http' not in safe


def test_links_open_apart_and_pass_nothing_on():
    assert clean_html('<a href="https://x.vn">x</a>', {}) == (
        '<a href="https://x.vn" target="_blank" rel="noopener noreferrer nofollow">x</a>'
    )


def test_embedded_pictures_and_tables_survive():
    picture = "data:image/png;base64,iVBORw0KGgo="
    assert picture in clean_html(f'<img src="{picture}">', {})
    table = '<table border="1"><tbody><tr><td colspan="2">x</td></tr></tbody></table>'
    assert clean_html(table, {}) == table
