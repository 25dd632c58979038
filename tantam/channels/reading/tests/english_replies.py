"""Replies as mail programs of other languages and older days write them; written from their formats."""

OUR = "Hello Ann,\nyour request TT-1 is in work.\nRegards, Tận Tâm"
QUOTED = "\n".join("> " + line for line in OUR.split("\n"))

AFTER: dict[str, tuple[str, str]] = {
    "gmail": ("Thanks!", f"\n\nOn Mon, Oct 20, 2025 at 9:15 AM Tan Tam <h@t.example> wrote:\n\n{QUOTED}"),
    "gmail, narrow no-break space": (
        "Thanks!",
        f"\n\nOn Mon, Oct 20, 2025 at 9:15\u202fAM X <h@t.example> wrote:\n{QUOTED}",
    ),
    "gmail, header broken after the name": (
        "It works now.",
        f"\n\nOn Mon, Oct 20, 2025 at 9:15 AM Tan Tam Customer Care And Warranty <\nh@t.example> wrote:\n\n{QUOTED}",
    ),
    "header in three lines": (
        "It works now.",
        f"\nOn Mon, Oct 20, 2025 at 9:15 AM, Tan Tam\nCustomer Care And Warranty <h@t.example>\nwrote:\n\n{QUOTED}",
    ),
    "apple mail": ("See below", f"\n\n> On 20 Oct 2025, at 09:15, Tan Tam <h@t.example> wrote:\n> \n{QUOTED}"),
    "thunderbird": ("Yes please.", f"\n\nOn 20/10/2025 09:15, Tan Tam wrote:\n{QUOTED}"),
    "text directly above its header": ("Yes please.", f"\nOn 20/10/2025 09:15, Tan Tam wrote:\n{QUOTED}"),
    "outlook": (
        "Attached.",
        f"\n\nFrom: Tan Tam <h@t.example>\nSent: Monday, 20 October 2025 09:15\nTo: Ann\nSubject: RE: TT-1\n\n{OUR}",
    ),
    "outlook with date first after from": (
        "Attached.",
        f"\n\nFrom: Tan Tam <h@t.example>\nDate: Monday, 20 October 2025 at 09:15\nTo: Ann\nSubject: RE: TT-1\n\n{OUR}",
    ),
    "outlook with many recipients wrapped": (
        "Attached.",
        "\n\nFrom: Tan Tam <h@t.example>\nSent: Monday, 20 October 2025 09:15\nTo: Ann <ann@x.example>; Bob Long Name "
        f"<bob@x.example>;\n Carol <c@x.example>\nCc: Dan\nSubject: RE: TT-1\nImportance: High\n\n{OUR}",
    ),
    "outlook plain divider": (
        "Please call me.",
        f"\n\n-----Original Message-----\nFrom: Tan Tam [mailto:h@t.example] \nSent: Monday\nTo: Ann\nSubject: "
        f"x\n\n{OUR}",
    ),
    "outlook on the phone": (
        "Please call me.",
        "\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Tan Tam "
        "<h@t.example>\n"
        f"Sent: Monday, October 20, 2025 9:15:00 AM\nTo: Ann <a@x.example>\nSubject: Re: x\n\n{OUR}",
    ),
    "samsung": (
        "Not yet",
        "\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: Tan Tam <h@t.example> \n"
        f"Date: 10/20/25  09:15  (GMT+07:00) \nTo: a@x.example \nSubject: Re: x \n\n{OUR}",
    ),
    "yahoo": (
        "ok",
        "\n\n    On Monday, October 20, 2025 at 09:15:00 AM GMT+7, Tan Tam <h@t.example> wrote:  \n \n " + OUR,
    ),
    "yahoo on android": (
        "ok",
        "\n\nSent from Yahoo Mail on Android\n\n  On Mon, Oct 20, 2025 at 9:15 AM, Tan Tam<h@t.example> wrote:   "
        + OUR,
    ),
    "zoho": ("fine", f"\n\n---- On Mon, 20 Oct 2025 09:15:00 +0700 Tan Tam <h@t.example> wrote ----\n\n{OUR}"),
    "proton": (
        "fine",
        "\n\nSent with Proton Mail secure email.\n\nOn Monday, October 20th, 2025 at 9:15 AM, Tan Tam "
        "<h@t.example> wrote:\n\n" + QUOTED,
    ),
    "lotus style name only": ("fine", f"\n\nTan Tam <h@t.example> wrote:\n\n{QUOTED}"),
    "name only before marked lines": ("fine", f"\n\nTan Tam wrote:\n\n{QUOTED}"),
    "date and address only": ("fine", f"\n\n2025-10-20 9:15 GMT+07:00 Tan Tam <h@t.example>:\n\n{QUOTED}"),
    "a phone": ("fine", "\n\nSent from my iPhone"),
    "a phone with an excuse": ("fine", "\n\nSent from my phone, please excuse typos"),
    "a mobile client": ("fine", "\n\nSent from Mail for Windows 10"),
    "german": ("Danke!", f"\n\nAm Mo., 20. Okt. 2025 um 09:15 Uhr schrieb Tan Tam <h@t.example>:\n\n{QUOTED}"),
    "german thunderbird": ("Danke!", f"\n\nAm 20.10.25 um 09:15 schrieb Tan Tam:\n{QUOTED}"),
    "german outlook": (
        "Danke!",
        f"\n\nVon: Tan Tam <h@t.example>\nGesendet: Montag, 20. Oktober 2025 09:15\nAn: Ann\nBetreff: AW: x\n\n{OUR}",
    ),
    "french": ("Merci", f"\n\nLe lun. 20 oct. 2025 à 09:15, Tan Tam <h@t.example> a écrit :\n\n{QUOTED}"),
    "french outlook": (
        "Merci",
        f"\n\nDe : Tan Tam <h@t.example>\nEnvoyé : lundi 20 octobre 2025 09:15\nÀ : Ann\nObjet : RE: x\n\n{OUR}",
    ),
    "spanish": ("Gracias", f"\n\nEl lun, 20 oct 2025 a las 9:15, Tan Tam (<h@t.example>) escribió:\n\n{QUOTED}"),
    "italian": (
        "Grazie",
        f"\n\nIl giorno lun 20 ott 2025 alle ore 09:15 Tan Tam <h@t.example> ha scritto:\n\n{QUOTED}",
    ),
    "portuguese": (
        "Obrigado",
        f"\n\nEm seg., 20 de out. de 2025 às 09:15, Tan Tam <h@t.example> escreveu:\n\n{QUOTED}",
    ),
    "polish": ("ok", f"\n\nW dniu 20.10.2025 o 09:15, Tan Tam pisze:\n{QUOTED}"),
    "polish gmail": ("ok", f"\n\npon., 20 paź 2025 o 09:15 Tan Tam <h@t.example> napisał(a):\n\n{QUOTED}"),
    "danish": ("ok", f"\n\nDen man. 20. okt. 2025 kl. 09.15 skrev Tan Tam <h@t.example>:\n\n{QUOTED}"),
    "dutch": ("ok", f"\n\nOp ma 20 okt 2025 om 09:15 schreef Tan Tam <h@t.example>:\n\n{QUOTED}"),
    "russian": ("ок", f"\n\nпн, 20 окт. 2025 г. в 09:15, Tan Tam <h@t.example>:\n\n{QUOTED}"),
    "chinese": ("好的", f"\n\nTan Tam <h@t.example> 于2025年10月20日周一 09:15写道：\n\n{QUOTED}"),
    "japanese": ("了解", f"\n\n2025年10月20日(月) 9:15 Tan Tam <h@t.example>:\n\n{QUOTED}"),
    "regards and a card": ("Please send two.", "\n\nBest regards,\nAnn Smith\nBuyer, ACME Ltd\n+84 901 234 567"),
    "sincerely": ("Please send two.", "\n\nSincerely\nAnn"),
    "a dashed signature without its space": ("Please send two.", "\n\n--\nAnn Smith\nACME"),
    "a list footer": (
        "Please send two.",
        "\n\n_______________________________________________\nfoo mailing "
        "list\nfoo@lists.example\nhttp://lists.example/foo",
    ),
    "github footer": (
        "Works for me.",
        "\n\n—\nReply to this email directly or view it on GitHub.\nYou are receiving this because…",
    ),
    "quoted lines alone, no header": ("I agree.", "\n\n> We should replace it.\n> Free of charge."),
    "indented quote marks": ("I agree.", "\n\n   > We should replace it."),
    "italic header": (
        "I agree.",
        "\n\n*From:* Tan Tam [mailto:h@t.example] \n*Sent:* Monday\n*To:* Ann\n*Subject:* x\n\n" + OUR,
    ),
}

KEPT: dict[str, str] = {
    "a sentence ending in wrote": "As John wrote:\nthe pump is broken.",
    "a letter about dates": "On Monday at 9:15 I called you. Nobody answered:\nplease call back.",
    "from in a form": "From: Hanoi\nTo: Saigon\nWhen do you deliver?",
    "sent from the shop": "The parcel was sent from my shop to your warehouse, and it never arrived.",
    "a forward": "FYI\n\n---------- Forwarded message ---------\nFrom: A <a@x.example>\n"
    "Date: x\nSubject: y\nTo: b\n\nBroken again.",
    "an apple forward": "FYI\n\nBegin forwarded message:\n\n> From: A <a@x.example>\n> Subject: y\n> \n> Broken again.",
    "dashes as bullets": "Order:\n\n- Two pumps\n\n- One hose",
    "best regards in the middle": "Give my best regards to Ann.\nAnd please send the invoice.",
    "regards before a long text": "Regards,\n" + "This is what I wanted to say about the pump, at length. " * 4,
    "code with dashes": "Run this:\n\ntool --force\n\nand tell me.",
}
