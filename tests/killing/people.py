"""Customers whose mail servers try again until they hear 250, and agents who answer in the browser."""

from __future__ import annotations

import http.client
import re
import smtplib
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from random import Random
from urllib.parse import urlencode

import psycopg

ADDRESS = "cskh@thuanlo.example"
PATIENCE_SECONDS = 40.0


@dataclass(frozen=True)
class Mail:
    """One mail of a customer."""

    message_id: str
    raw: bytes
    is_by_person: bool


def mails(count: int, *, random: Random) -> list[Mail]:
    """Mails as customers write them: some with a file, some written by a machine."""
    return [_mail(number, random=random) for number in range(count)]


def _mail(number: int, *, random: Random) -> Mail:
    letter = EmailMessage()
    sender = number if random.random() < 0.8 else 0
    letter["From"], letter["To"] = f"Khách {sender} <khach{sender}@khach.example>", ADDRESS
    letter["Subject"], letter["Message-ID"] = f"Hỏi đơn hàng {number}", f"<kill-{number}@khach.example>"
    is_by_person = random.random() < 0.95
    if not is_by_person:
        letter["Auto-Submitted"] = "auto-replied"
    letter.set_content(f"Shop ơi đơn {number} bao giờ giao ạ?")
    if random.random() < 0.2:
        letter.add_attachment(random.randbytes(20_000), maintype="image", subtype="jpeg", filename="ảnh.jpg")
    return Mail(f"kill-{number}@khach.example", letter.as_bytes(), is_by_person)


@dataclass
class Customers:
    """Several mail servers that hand mail in at once."""

    port: int
    taken: dict[str, Mail] = field(default_factory=dict)
    tries: int = 0

    def send_all(self, letters: list[Mail], *, at_once: int, until: float, pause: float) -> list[threading.Thread]:
        share = [letters[start::at_once] for start in range(at_once)]
        threads = [threading.Thread(target=self._send_share, args=[part, until, pause], daemon=True) for part in share]
        for thread in threads:
            thread.start()
        return threads

    def _send_share(self, letters: list[Mail], until: float, pause: float) -> None:
        for letter in letters:
            while letter.message_id not in self.taken and time.monotonic() < until:
                self.tries += 1
                if self._hand_in(letter):
                    self.taken[letter.message_id] = letter
                else:
                    time.sleep(0.3)
            time.sleep(pause)

    def _hand_in(self, letter: Mail) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as line:
                return not line.sendmail("khach@khach.example", [ADDRESS], letter.raw)
        except (OSError, smtplib.SMTPException):
            return False


@dataclass
class Agents:
    """Somebody at the desk who answers the newest case, and notes what the page said."""

    port: int
    session: str
    url: str
    accepted: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    refused: int = 0

    def answer_until(self, stopping: threading.Event, *, pause: float) -> None:
        number = 0
        while not stopping.wait(pause):
            case = self._some_case(number)
            number += 1
            if case:
                self._answer(case, f"Dạ em trả lời lần {number} ạ, mã {number:05d}-{self.session[:6]}.")

    def _some_case(self, number: int) -> str:
        try:
            with psycopg.connect(self.url, connect_timeout=2) as connection:
                query = (
                    "SELECT number FROM cases_case WHERE state = 'open' ORDER BY awaits_answer DESC, id DESC LIMIT 1"
                )
                row = connection.execute(f"{query} OFFSET {number % 4}").fetchone()
                return str(row[0]) if row else ""
        except psycopg.Error:
            return ""

    def _answer(self, case: str, text: str) -> None:
        """Post once and never again: whether an answer that broke off was kept, nobody at the desk can know."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Cookie": f"sessionid={self.session}"}
            connection.request("GET", f"/cases/{case}/", headers=headers)
            page = connection.getresponse()
            body = page.read().decode(errors="replace")
            cookie = re.search(r"csrftoken=([^;]+)", page.getheader("Set-Cookie") or "")
            token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', body) or re.search(
                r"CSRFToken[^\w]+(\w{64})", body
            )
            if page.status != 200 or not (cookie or token):
                self.refused += 1
                return
            secret = cookie[1] if cookie else token[1] if token else ""
            headers = {
                "Cookie": f"sessionid={self.session}; csrftoken={secret}",
                "X-CSRFToken": secret,
                "Content-Type": "application/x-www-form-urlencoded",
            }
            self.unknown.append(text)
            connection.request("POST", f"/cases/{case}/say/", urlencode({"mode": "reply", "text": text}), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()
        if answer.status < 400:
            self.unknown.remove(text)
            self.accepted.append(text)
        elif answer.status < 500:
            self.unknown.remove(text)
            self.refused += 1
