"""format=flowed (RFC 3676): soft line ends joined again."""


def unflow(text: str, *, delete_space: bool) -> str:
    """Paragraphs as they were typed; quote marks are kept, the signature line ends a paragraph."""
    done: list[str] = []
    paragraph = ""
    depth = -1
    for line in text.split("\n"):
        level = len(line) - len(line.lstrip(">"))
        body = line[level:]
        body = body[1:] if body.startswith(" ") else body
        flows = body.endswith(" ") and body != "-- "
        if depth >= 0 and (level != depth or body == "-- "):
            done.append(_quoted(depth, paragraph.rstrip(" ")))
            paragraph, depth = "", -1
        paragraph += body[:-1] if flows and delete_space else body
        if flows:
            depth = level
        else:
            done.append(_quoted(level, paragraph))
            paragraph, depth = "", -1
    if depth >= 0:
        done.append(_quoted(depth, paragraph.rstrip(" ")))
    return "\n".join(done)


def _quoted(level: int, text: str) -> str:
    return f"{'>' * level} {text}" if level else text
