"""Questions about processes: what a version compiles to, where its instances stand, how long they stay."""

from tantam.process.engine.seen import HOW_OFTEN
from tantam.process.queries.against import Comparison, Side, StepChange, compare_with, side_of_version
from tantam.process.queries.bottleneck import Bottleneck, bottleneck
from tantam.process.queries.changeover import changeovers_of, passages_of, running_by_version, standing_by_node
from tantam.process.queries.compiling import (
    Compiled,
    Work,
    compiled,
    how_often,
    is_awaited,
    process_for,
    published,
    published_keys,
    started_by,
    unmatched_rule,
    version_for,
    way_in,
    work_of,
)
from tantam.process.queries.doers import doer_of
from tantam.process.queries.drawn import diagram_of
from tantam.process.queries.filtering import Filters
from tantam.process.queries.heat import HeatMap, StepFigures, heat_map
from tantam.process.queries.mending import (
    LeftWay,
    calls_of,
    deviations_of,
    incidents_at,
    incidents_of,
    is_asking,
    lines_for,
    subjects_of,
    ways_left,
)
from tantam.process.queries.mined import Part, fitness, fitness_by_week, mining_of, part_of
from tantam.process.queries.one_run import OneRun, one_run
from tantam.process.queries.overview import ProcessLine, overview
from tantam.process.queries.replaying import Replay, replay
from tantam.process.queries.standing import Stander, Standers, longest_waiting, standers
from tantam.process.queries.versions import (
    Trial,
    draft_of,
    next_code,
    published_processes,
    running_elsewhere,
    running_on,
    shown_of,
    trial_of,
    version_of,
    versions_of,
    versions_seen,
)
from tantam.process.queries.walks import walks_of, within_reach

__all__ = [
    "HOW_OFTEN",
    "Bottleneck",
    "Comparison",
    "Compiled",
    "Filters",
    "HeatMap",
    "LeftWay",
    "OneRun",
    "Part",
    "ProcessLine",
    "Replay",
    "Side",
    "Stander",
    "Standers",
    "StepChange",
    "StepFigures",
    "Trial",
    "Work",
    "bottleneck",
    "calls_of",
    "changeovers_of",
    "compare_with",
    "compiled",
    "deviations_of",
    "diagram_of",
    "doer_of",
    "draft_of",
    "fitness",
    "fitness_by_week",
    "heat_map",
    "how_often",
    "incidents_at",
    "incidents_of",
    "is_asking",
    "is_awaited",
    "lines_for",
    "longest_waiting",
    "mining_of",
    "next_code",
    "one_run",
    "overview",
    "part_of",
    "passages_of",
    "process_for",
    "published",
    "published_keys",
    "published_processes",
    "replay",
    "running_by_version",
    "running_elsewhere",
    "running_on",
    "shown_of",
    "side_of_version",
    "standers",
    "standing_by_node",
    "started_by",
    "subjects_of",
    "trial_of",
    "unmatched_rule",
    "version_for",
    "version_of",
    "versions_of",
    "versions_seen",
    "walks_of",
    "way_in",
    "ways_left",
    "within_reach",
    "work_of",
]
