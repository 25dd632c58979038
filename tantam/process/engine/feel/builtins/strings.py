"""String functions (DMN 1.5, table 75)."""

from decimal import Decimal
from itertools import pairwise

from tantam.process.engine.feel.arithmetic import truncated
from tantam.process.engine.feel.limits import MAX_SIZE, Run, check_size
from tantam.process.engine.feel.patterns import Match, PatternError, compile_pattern, search
from tantam.process.engine.feel.patterns.program import Program

from .registry import builtin, builtin_with_run


@builtin("substring(string: string, start position: number, length: number =)")
def _substring(string: str, start: Decimal, length: Decimal | None = None) -> str | None:
    first = truncated(start)
    count = MAX_SIZE if length is None else truncated(length)
    if first == 0 or count < 1:
        return None
    begin = first - 1 if first > 0 else max(len(string) + first, 0)
    return string[begin : begin + count]


@builtin("string length(string: string)")
def _string_length(string: str) -> Decimal:
    return Decimal(len(string))


@builtin("upper case(string: string)")
def _upper_case(string: str) -> str:
    return string.upper()


@builtin("lower case(string: string)")
def _lower_case(string: str) -> str:
    return string.lower()


@builtin("substring before(string: string, match: string)")
def _substring_before(string: str, match: str) -> str:
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string)")
def _substring_after(string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string)")
def _contains(string: str, match: str) -> bool:
    return match in string


@builtin("starts with(string: string, match: string)")
def _starts_with(string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with(string: string, match: string)")
def _ends_with(string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("string join(list: list, delimiter: string? =)")
def _string_join(items: list[object], delimiter: str | None = None) -> str | None:
    """Nulls are left out; anything else that is no string makes the result null."""
    texts = [item for item in items if isinstance(item, str)]
    if any(item is not None and not isinstance(item, str) for item in items):
        return None
    between = delimiter or ""
    check_size(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


@builtin_with_run("matches(input: string, pattern: string, flags: string? =)")
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool | None:
    program = _program(run, pattern, flags)
    return None if program is None else search(program, text, run) is not None


@builtin_with_run("split(string: string, delimiter: string)")
def _split(run: Run, text: str, delimiter: str) -> list[str] | None:
    matches = _all_matches(run, text, _program(run, delimiter, None))
    if matches is None:
        return None
    cuts = [0, *(place for match in matches for place in (match.start, match.end)), len(text)]
    return [text[begin:end] for begin, end in list(pairwise(cuts))[::2]]


@builtin_with_run("replace(input: string, pattern: string, replacement: string, flags: string? =)")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    program = _program(run, pattern, flags)
    matches = _all_matches(run, text, program)
    if program is None or matches is None:
        return None
    parts: list[str | int] | None = (
        [replacement] if "q" in (flags or "") else _replacement_parts(replacement, program.groups)
    )
    return None if parts is None else _replaced(run, text, matches, parts)


def _program(run: Run, pattern: str, flags: str | None) -> Program | None:
    """The pattern, compiled; None for a wrong one. It costs what compiling costs, even if it was kept from before."""
    run.charge(len(pattern))
    try:
        program = compile_pattern(pattern, "".join(sorted(set(flags or ""))))
    except PatternError as error:
        run.charge(2 * error.work)
        return None
    run.charge(2 * len(program.code))
    return program


def _all_matches(run: Run, text: str, program: Program | None) -> list[Match] | None:
    """All matches from left to right; None for a wrong pattern or one that matches the empty string."""
    if program is None or search(program, "", run) is not None:
        return None
    found: list[Match] = []
    at = 0
    while (match := search(program, text, run, start=at)) is not None:
        if match.end == match.start:
            return None
        found.append(match)
        at = match.end
    return found


def _replaced(run: Run, text: str, matches: list[Match], parts: list[str | int]) -> str:
    pieces: list[str] = []
    at = size = 0
    for match in matches:
        run.charge(1 + len(parts))
        piece = "".join(part if isinstance(part, str) else match.group(text, part) for part in parts)
        pieces += (text[at : match.start], piece)
        size += len(piece)
        check_size(size)
        at = match.end
    return "".join(pieces) + text[at:]


def _replacement_parts(replacement: str, groups: int) -> list[str | int] | None:
    """Texts and numbers of groups; None if a `$` or a backslash stands wrongly."""
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        char, after = replacement[at], replacement[at + 1 : at + 2]
        if char == "\\" and after and after in "\\$":
            parts.append(after)
            at += 2
        elif char == "$" and after.isdecimal() and after.isascii():
            number, at = _group_number(replacement, at + 1, groups)
            parts.append(number)
        elif char in "\\$":
            return None
        else:
            parts.append(char)
            at += 1
    return parts


def _group_number(replacement: str, at: int, groups: int) -> tuple[int, int]:
    """The number of a group, as many digits as there are groups for, and the place after it."""
    number = int(replacement[at])
    at += 1
    while replacement[at : at + 1].isascii() and replacement[at : at + 1].isdigit():
        longer = number * 10 + int(replacement[at])
        if longer > groups:
            break
        number, at = longer, at + 1
    return number, at
