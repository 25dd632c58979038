"""Forms of the process room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property, partial
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from tantam.core.actions.post import is_private_allowed
from tantam.core.values.outside import UnusableAddress, split_url
from tantam.process.actions.connecting import ConnectionPlan, told_of
from tantam.process.actions.doubting_calls import path_doubt
from tantam.process.actions.exporting import LOG_KINDS
from tantam.process.engine.bpmn import read
from tantam.process.engine.problem import Unreadable
from tantam.process.engine.xml import DEFAULT_LIMITS
from tantam.process.gallery import Ready
from tantam.process.models import Connection, Process
from tantam.process.queries import Filters
from tantam.process.queries.filtering import DIMENSIONS, OWN
from tantam.process.queries.mined import KINDS
from tantam.process.queries.walks import WHICH, Which
from tantam.process.values.connections import (
    BASIC,
    BEARER,
    HEADER,
    IN_HEADER,
    OAUTH,
    SHORTEST_SIGNING,
    SIGNED,
    check_base,
    is_for_another,
    is_header_name,
    is_header_value,
)
from tantam.process.values.periods import Period, between, today_of
from tantam.ui.forms import DayField, FileField

_LENGTHS = {1: _("Today"), 7: _("7 days"), 30: _("30 days"), 90: _("90 days")}
_LONG = {30: _("30 days"), 90: _("90 days"), 365: _("365 days")}


class FilterForm(forms.Form):
    """What part of the cases a picture shows and what it is compared with; what makes no sense falls back to all."""

    #: So many days where nothing is asked for.
    usual = "30"
    days = forms.ChoiceField(choices=[*_LENGTHS.items(), (OWN, _("From – to"))], required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)
    version = forms.IntegerField(min_value=1, required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    segment = forms.ChoiceField(label=_("Segment"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    against = forms.RegexField(regex=r"^(before|own|v[0-9]{1,6})$", label=_("Compare with"), required=False)
    then_since = DayField(label=_("From"), required=False)
    then_until = DayField(label=_("To"), required=False)
    sort = forms.RegexField(regex=r"^-?[a-z0-9]{1,20}$", required=False)

    def __init__(self, *args: Any, choices: Mapping[str, Mapping[str, str]], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today_of(now)
        labels = {"channel": _("All channels"), "segment": _("All segments"), "team": _("All teams")}
        for name, offered in choices.items():
            self.fields[name].choices = [("", labels[name]), *offered.items()]  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> list[BoundField]:
        """The fields that narrow the view."""
        return [self[name] for name in DIMENSIONS]

    @cached_property
    def _known(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    @property
    def wrong(self) -> list[str]:
        """What was typed as a day and is none: (each sentence once)."""
        self.is_valid()
        days = ("since", "until", "then_since", "then_until")
        return list(dict.fromkeys(str(said) for name in days for said in self.errors.get(name, ())))

    @property
    def number(self) -> int | None:
        """The version asked for."""
        return self._known.get("version")

    @property
    def order(self) -> str:
        """By which column the table is sorted, "-" before it for downwards; "" as drawn."""
        return str(self._known.get("sort") or "")

    @property
    def compared_with(self) -> str:
        """What is compared with: "" nothing, "before", "own" or a version as "v3"."""
        return str(self._known.get("against") or "")

    @cached_property
    def filters(self) -> Filters:
        """The filters that make sense."""
        known, days = self._known, self._known.get("days") or self.usual
        own = None
        if days == OWN:
            own = between(known.get("since"), known.get("until"), today=self._today)
        return Filters(
            days=own.days if own else int(days),
            own=own,
            channel=known.get("channel", ""),
            segment=known.get("segment", ""),
            team=known.get("team", ""),
        )

    def then(self, period: Period) -> Period:
        """The stretch of days that is compared with what is shown: the one before, unless somebody chose another."""
        first, last = self._known.get("then_since"), self._known.get("then_until")
        if self.compared_with != "own" or not (first or last):
            return period.before
        return between(first, last, today=self._today, days=period.days)


class ReplayForm(forms.Form):
    """Which day, or the week that ends with it, is played back; `near`: or the last on which something moved."""

    day = DayField(label=_("Day"))
    span = forms.ChoiceField(choices=[("day", _("One day")), ("week", _("One week"))])
    near = forms.BooleanField(required=False)


class DoneForm(FilterForm):
    """What part of the finished cases is set against the drawing; what makes no sense falls back to everything."""

    usual = "90"
    days = forms.ChoiceField(choices=[*_LONG.items(), (OWN, _("From – to"))], required=False)
    steps = forms.IntegerField(min_value=10, max_value=100, required=False)
    paths = forms.IntegerField(min_value=0, max_value=100, required=False)

    @property
    def detail(self) -> tuple[int, int]:
        """How many of the steps, and of the ways between them, the map shows, in percent."""
        steps, paths = self._known.get("steps"), self._known.get("paths")
        return 100 if steps is None else steps, 20 if paths is None else paths


class WhichForm(forms.Form):
    """Which finished cases are listed: those with one deviation, or all of a kind."""

    which = forms.ChoiceField(choices=[(which, which) for which in WHICH], required=False)
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in KINDS], required=False)
    node = forms.CharField(max_length=200, required=False, strip=False)
    after = forms.CharField(max_length=200, required=False, strip=False)

    @property
    def asked(self) -> Which:
        """What is asked for; all where nothing that makes sense is."""
        self.is_valid()
        known = self.cleaned_data
        if known.get("kind") and known.get("node"):
            return Which(kind=known["kind"], node=known["node"], after=known.get("after", ""))
        return Which(which=known.get("which", ""))


class ExportForm(forms.Form):
    """Which event log is taken away, and in which form."""

    kind = forms.ChoiceField(label=_("File"), choices=[(kind, name) for kind, (name, _hint) in LOG_KINDS.items()])
    version = forms.IntegerField(label=_("Version"), min_value=1)
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"))
    unfinished = forms.BooleanField(label=_("Tickets that still run as well"), required=False)

    def clean(self) -> dict[str, Any]:
        """The first day does not come after the last."""
        known = super().clean() or {}
        since, until = known.get("since"), known.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day comes before the first."))
        return known


class CompareForm(forms.Form):
    """Which two versions stand side by side."""

    old = forms.IntegerField(min_value=1)
    new = forms.IntegerField(min_value=1)

    @property
    def numbers(self) -> tuple[int, int] | None:
        """The two numbers, the older first; None where not both are given."""
        if not self.is_valid():
            return None
        first, second = sorted((self.cleaned_data["old"], self.cleaned_data["new"]))
        return first, second


#: What a person says who wants an element to become nothing, though it is still there.
NOTHING = "-"


class ChangeoverForm(forms.Form):
    """From which version to which, and what becomes of the elements somebody has said something about."""

    old = forms.IntegerField(min_value=1, required=False)
    new = forms.IntegerField(min_value=1, required=False)
    seen = forms.CharField(max_length=20, required=False)

    @property
    def numbers(self) -> tuple[int | None, int | None]:
        """The two versions asked for."""
        self.is_valid()
        return self.cleaned_data.get("old"), self.cleaned_data.get("new")

    @property
    def said(self) -> dict[str, str]:
        """Element → what was chosen for it, where that is not itself."""
        asked = {name[3:]: str(value) for name, value in self.data.items() if name.startswith("to:")}
        return {node: target for node, target in asked.items() if target not in ("", node)}

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, without what is to become nothing."""
        return {node: target for node, target in self.said.items() if target != NOTHING}

    @property
    def left_out(self) -> list[str]:
        """What is to become nothing."""
        return [node for node, target in self.said.items() if target == NOTHING]

    @property
    def was_seen(self) -> str:
        """Which map the person has seen the preview of."""
        self.is_valid()
        return str(self.cleaned_data.get("seen", ""))


class EndForm(forms.Form):
    """Why a trial is over; it may be left out."""

    reason = forms.CharField(max_length=2000, required=False)

    @property
    def why(self) -> str:
        """What was typed, cut where it is too long."""
        self.is_valid()
        return str(self.cleaned_data.get("reason") or self.data.get("reason", "")[:2000])


class RetireForm(forms.Form):
    """Why a process is retired."""

    reason = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ShareForm(forms.Form):
    """What part of new tickets a version on trial takes."""

    share = forms.IntegerField(
        label=_("Percent of new tickets"),
        min_value=1,
        max_value=99,
        error_messages={
            "min_value": _("From 1 to 99 percent."),
            "max_value": _("From 1 to 99 percent; for all, keep it."),
        },
    )


class BpmnField(FileField):
    """A BPMN file as text; larger ones are refused before they are read."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=DEFAULT_LIMITS.size, kinds=(".bpmn", ".xml", ".bpmn2"), **options)

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        return None if file is None else file.read()


class ProcessForm(forms.Form):
    """A new process, drawn from the beginning or taken from a file."""

    key = forms.RegexField(
        regex=r"^[A-Z0-9][A-Z0-9-]{1,19}$",
        label=_("Code"),
        help_text=_("Capital letters, digits and hyphens, for example QT-05."),
        error_messages={"invalid": _("Use capital letters, digits and hyphens, at most 20.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        required=False,
        help_text=_("A file may have one already: then leave it empty."),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    shape = forms.ChoiceField(label=_("Model"), choices=Process.Shape, widget=forms.RadioSelect, initial="linear")
    file = BpmnField(
        label=_("From a BPMN file"),
        required=False,
        help_text=_("Drawn in another tool? Choose the file; leave empty to begin with a first drawing."),
    )

    def clean_key(self) -> str:
        return _free_key(self.cleaned_data["key"])

    def clean(self) -> dict[str, Any]:
        """What is drawn from nothing needs a name, the English one will do; a file brings its own, at least that of the
        file."""
        said = self.cleaned_data
        if not said.get("name") and "name" not in self.errors:
            brought = _name_in(said.get("file"), called=getattr(self.files.get("file"), "name", ""))
            said["name"] = brought or said.get("name_en", "")
            if not said["name"]:
                self.add_error("name", _("Give it a name."))
        return said


def _name_in(file: bytes | None, *, called: str) -> str:
    if not file:
        return ""
    try:
        diagram = read(file)
    except Unreadable:  # that is said at the file, where it is read to be kept
        return PurePath(called).stem[:160]
    names = [*(one.name for one in diagram.processes), *(one.name for one in diagram.pools), PurePath(called).stem]
    return next(filter(None, names), "")[:160]


def _free_key(key: str) -> str:
    if Process.objects.filter(key=key).exists():
        raise ValidationError(_("There is a process with this code already."))
    return key


class TakeForm(forms.Form):
    """A ready-made process taken over: under which code and name, and which team does what in it."""

    key = ProcessForm.declared_fields["key"]
    name = forms.CharField(label=_("Name"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)

    def __init__(
        self, data: Any = None, *, ready: Ready, teams: Mapping[str, str], code: str, said_in: str, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._suggested = partial(TakeForm, ready=ready, teams=teams, code=code, said_in=said_in)
        process = ready.process
        self.initial = {"key": code, "name": process.name, "name_en": process.label("en")}
        self._named = {f"team_{number}": team.key for number, team in enumerate(ready.teams)}
        for (name, key), team in zip(self._named.items(), ready.teams, strict=True):
            choices = [("", _("Choose a team…")), *teams.items()]
            self.fields[name] = forms.ChoiceField(label=team.name(said_in), choices=choices)
            self.initial[name] = key if key in teams else next(iter(teams)) if len(teams) == 1 else ""

    def as_suggested(self) -> TakeForm:
        """The form as if it had been sent the way it is suggested."""
        return self._suggested(self.initial)

    def clean_key(self) -> str:
        return _free_key(self.cleaned_data["key"])

    @property
    def teams(self) -> dict[str, str]:
        """A team of the process → the one of the business that stands for it."""
        return {key: self.cleaned_data[name] for name, key in self._named.items()}

    @property
    def head_fields(self) -> list[BoundField]:
        """How it is called."""
        return [self[name] for name in ("key", "name", "name_en")]

    @property
    def team_fields(self) -> list[BoundField]:
        """Who does what."""
        return [self[name] for name in self._named]


class ImportForm(forms.Form):
    """A file that takes the place of the draft's drawing."""

    file = BpmnField(label=_("BPMN file"))


class ConnectionForm(forms.Form):
    """One connection to another system: its names, where it is, how calls sign in. The secret is never shown."""

    name = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    base_url = forms.CharField(label=_("Address"), max_length=500)
    sign_in = forms.ChoiceField(label=_("How calls sign in"), choices=Connection.SignIn.choices)
    header = forms.CharField(label=_("Name of the header"), max_length=100, required=False)
    user = forms.CharField(label=_("User name or client ID"), max_length=254, required=False)
    token_url = forms.CharField(label=_("Address of the token"), max_length=500, required=False)
    scope = forms.CharField(label=_("Scope"), max_length=500, required=False)
    client_auth = forms.ChoiceField(
        label=_("Where client ID and secret stand"), choices=Connection.ClientAuth.choices, required=False
    )
    secret = forms.CharField(
        label=_("Key, secret or password"),
        max_length=4_000,
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    probe_path = forms.CharField(label=_("Address for the test"), max_length=500, required=False)

    def __init__(self, *args: Any, connection: Connection | None = None, **kwargs: Any) -> None:
        if connection is not None:
            names = [name for name in self.base_fields if name != "secret"]
            kwargs["initial"] = {name: getattr(connection, name) for name in names}
        super().__init__(*args, **kwargs)
        self._connection = connection
        placeholders = {
            "base_url": "https://api.giaohang.vn/v1", "header": "X-Api-Key", "probe_path": "/me",
            "token_url": "https://id.giaohang.vn/oauth/token", "scope": "don.doc don.ghi",
        }  # fmt: skip
        for name, example in placeholders.items():
            self.fields[name].widget.attrs["placeholder"] = example
        given = self.data.get("sign_in") if self.is_bound else None
        self.fields["secret"].required = connection is None and given != SIGNED
        self.fields["header"].required = given in (None, HEADER)
        self.fields["user"].required = given in (None, BASIC, OAUTH)
        self.fields["token_url"].required = given in (None, OAUTH)
        self.fields["token_url"].help_text = _("Where the token is fetched with client ID and secret.")
        self.fields["scope"].help_text = _("What the token is to allow, as the other system names it; often empty.")
        self.fields["base_url"].help_text = _("Steps add to it what they call, such as /don/DH1.")
        self.fields["probe_path"].help_text = _("What the test asks for after the address; nothing is changed there.")
        if connection is not None:
            self.fields["secret"].help_text = _("Leave empty to keep the one that is set.")

    def clean_base_url(self) -> str:
        url = str(self.cleaned_data["base_url"]).strip()
        try:
            check_base(url, plain_allowed=is_private_allowed())
        except UnusableAddress:
            words = _("The address must be https://… with a public host name, without “?” and braces.")
            raise ValidationError(words, code="invalid") from None
        return url

    def clean_token_url(self) -> str:
        url = str(self.cleaned_data["token_url"]).strip()
        if url and self.data.get("sign_in") == OAUTH:
            try:
                split_url(url, plain_allowed=is_private_allowed())
            except UnusableAddress:
                words = _("The address must be https://… with a public host name.")
                raise ValidationError(words, code="invalid") from None
        return url

    def clean_probe_path(self) -> str:
        written = str(self.cleaned_data["probe_path"]).strip()
        if path_doubt(written) or "{" in written:
            raise ValidationError(_("Only what follows the address is written here, such as /me."), code="invalid")
        return written

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        kind, secret = cleaned.get("sign_in"), cleaned.get("secret") or ""
        if kind == HEADER and "header" in cleaned and not is_header_name(cleaned["header"]):
            self.add_error("header", _("This is no name of a header that can carry a key, such as X-Api-Key."))
        if kind == BASIC and ":" in cleaned.get("user", ""):
            self.add_error("user", _("A user name has no colon."))
        if kind in (BEARER, HEADER) and secret and not is_header_value(secret):
            self.add_error("secret", _("A key has only Latin letters without accents, digits and signs."))
        if kind == SIGNED and secret and len(secret) < SHORTEST_SIGNING:
            self.add_error("secret", _("A secret that signs has at least 16 characters."))
        if not self.errors and not secret:
            self._look_for_secret()
        return cleaned

    def _look_for_secret(self) -> None:
        if self._connection is not None and is_for_another(told_of(self._connection), self.plan().told):
            words = _("Type it again: the one that is kept is only for the server and the way it was typed for.")
            self.add_error("secret", words)

    def plan(self) -> ConnectionPlan:
        """What the connection is to be, after `is_valid()`."""
        names = (
            "name", "name_en", "base_url", "sign_in", "header", "user", "probe_path", "secret", "token_url", "scope",
        )  # fmt: skip
        auth = self.cleaned_data.get("client_auth") or IN_HEADER
        return ConnectionPlan(client_auth=auth, **{name: self.cleaned_data.get(name) or "" for name in names})
