"""What every endpoint stands on: tokens with scopes, problems in words, answers that are given once per key."""

from tantam.organisation.api.access import Access, access, agent_of
from tantam.organisation.api.fields import Line, Listed, Money, Number, Paragraph, Strict, When
from tantam.organisation.api.problems import Problem, problem_for
from tantam.organisation.api.repeating import once_per_key

__all__ = [
    "Access",
    "Line",
    "Listed",
    "Money",
    "Number",
    "Paragraph",
    "Problem",
    "Strict",
    "When",
    "access",
    "agent_of",
    "once_per_key",
    "problem_for",
]
