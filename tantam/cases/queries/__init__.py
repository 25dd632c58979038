"""Questions about cases: what the verbs decide by, what the lists show, what a page holds, what a search finds."""

from tantam.cases.queries.carrying import LATE_IS_TOO_MUCH, FullTeam, Load, full_teams, open_and_overdue, workers
from tantam.cases.queries.counting import count_view, count_views
from tantam.cases.queries.deciding import (
    CaseData,
    calendar_id_for,
    closure_key,
    first_words_key,
    labels_of,
    segments_of,
    service_level,
)
from tantam.cases.queries.listing import (
    COUNT_CAP,
    PAGE_SIZE,
    VIEWS,
    Page,
    View,
    cases_in_view,
    end_of_day,
    list_cases,
    list_view,
    marked_segments,
)
from tantam.cases.queries.naming import lines_of, visible_ids
from tantam.cases.queries.reading import (
    CasePage,
    closing_asked_last,
    dismissed_phones,
    holders_of,
    read_case,
    seen_case,
    visits_of,
)
from tantam.cases.queries.searching import cases_meant, search_cases

__all__ = [
    "COUNT_CAP",
    "LATE_IS_TOO_MUCH",
    "PAGE_SIZE",
    "VIEWS",
    "CaseData",
    "CasePage",
    "FullTeam",
    "Load",
    "Page",
    "View",
    "calendar_id_for",
    "cases_in_view",
    "cases_meant",
    "closing_asked_last",
    "closure_key",
    "count_view",
    "count_views",
    "dismissed_phones",
    "end_of_day",
    "first_words_key",
    "full_teams",
    "holders_of",
    "labels_of",
    "lines_of",
    "list_cases",
    "list_view",
    "marked_segments",
    "open_and_overdue",
    "read_case",
    "search_cases",
    "seen_case",
    "segments_of",
    "service_level",
    "visible_ids",
    "visits_of",
    "workers",
]
