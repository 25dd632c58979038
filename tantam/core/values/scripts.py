"""Scripts: prepared words with variables in braces, filled for one customer and one agent.

`{kh}` is the form of address with the name ("chị Hoà"), `{Kh}` the same at the start of a sentence, `{toi}` and
`{Toi}` what the agent calls themself, `{nv}` the agent's given name; others come from the case. A text with anything
left in braces must not be sent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tantam.core.values.forms_of_address import FormOfAddress, Language, address, capitalised
from tantam.core.values.names import given_name

_VARIABLE = re.compile(r"\{([^{}\n]{0,80})\}|\{[^\s{}]{0,20}|\}")


@dataclass(frozen=True)
class Rendered:
    """A script filled in, with the variables that had no value as they stand in the text."""

    text: str
    unresolved: tuple[str, ...] = ()

    @property
    def is_sendable(self) -> bool:
        """Whether nothing is left to fill in."""
        return not self.unresolved


def script_variables(
    customer_name: str, *, form: FormOfAddress, agent_name: str, language: Language = "vi"
) -> dict[str, str]:
    """The variables about the two people: `kh`, `toi`, `nv` and `ten` (the customer's whole name)."""
    return {
        "kh": address(form, name=customer_name, language=language),
        "toi": form.us if language == "vi" else "I",
        "nv": given_name(agent_name),
        "ten": customer_name,
    }


def render_script(text: str, *, variables: Mapping[str, str | None]) -> Rendered:
    """The text with its variables replaced, once: braces inside a value stay text.

    A name with a capital takes the value of the small one with a capital (`{Kh}`). Without a value, or with a blank
    one, a variable stays as it is and is reported; so is a brace left open.
    """
    unresolved: dict[str, None] = {}

    def value_of(match: re.Match[str]) -> str:
        value = _value(match.group(1), variables=variables)
        if value is None:
            unresolved.setdefault(match.group())
        return match.group() if value is None else value

    filled = _VARIABLE.sub(value_of, text)
    return Rendered(filled, tuple(unresolved))


def _value(name: str | None, *, variables: Mapping[str, str | None]) -> str | None:
    if name is None:
        return None
    value = variables.get(name)
    if value is not None and value.strip():
        return value
    small = variables.get(name[:1].lower() + name[1:])
    return capitalised(small) if small is not None and small.strip() else None
