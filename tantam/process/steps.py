"""What the process room itself offers to diagrams."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.process.actions.doubting_calls import (
    call_doubt,
    call_fault,
    connection_choices,
    connection_doubt,
    connection_fault,
    formulas_of_call,
    lines_doubt,
    signing_choices,
    signing_doubt,
)
from tantam.process.actions.other_systems import METHODS, ask_other_system, call_other_system
from tantam.process.registry import Setting, step

step(
    "http.call",
    label=_("Call another system"),
    hint=_("Sends a request outside and takes from the answer what you choose. The ticket waits here until then."),
    settings=[
        Setting(
            name="connection",
            label=_("Connection"),
            kind="choice",
            choices=connection_choices,
            hint=_("Address and key of the other system (Settings › Connections)."),
            doubt=connection_doubt,
            fault=connection_fault,
        ),
        Setting(
            name="url",
            label=_("Address"),
            hint=_("https://…, or what follows the connection's address: /don/{ma_don} with a variable's value."),
        ),
        Setting(
            name="method",
            label=_("Method"),
            kind="choice",
            choices=[(method, method) for method in METHODS],
            default=METHODS[0],
        ),
        Setting(
            name="send",
            label=_("What is sent"),
            kind="textarea",
            hint=_("A line for each field: name = formula, such as khach.ma = ma_khach"),
            doubt=lines_doubt,
        ),
        Setting(
            name="receive",
            label=_("What is kept of the answer"),
            kind="textarea",
            hint=_(
                "A line for each variable: variable = field of the answer. From {“ma”: “GHN1”}: ma_van_don = ma; from "
                "{“don”: {“ma”: “GHN1”}}: ma_van_don = don.ma. The whole answer is called tra_loi."
            ),
            doubt=lines_doubt,
        ),
        Setting(
            name="sign_with",
            label=_("Sign with the secret of"),
            kind="choice",
            choices=signing_choices,
            hint=_("A webhook of the same system (Settings › Webhooks)."),
            doubt=signing_doubt,
        ),
        Setting(
            name="repeatable",
            label=_("May be repeated"),
            kind="boolean",
            hint=_("The other system knows a request it has had by its Idempotency-Key. Else a person decides."),
        ),
    ],
    doubt=call_doubt,
    fault=call_fault,
    outside=call_other_system,
    reads=formulas_of_call,
)(ask_other_system)
