"""What the engine itself knows of the runs of a version."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.process.registry import Measure, offer_measures

offer_measures(
    Measure(
        key="process.deviations",
        label=_("Deviations per ticket"),
        unit="times",
        good="down",
        order=90,
        hint=_("How often the drawn way was left, on runs that are over."),
        select="""SELECT run.id, count(d.id)::float8 FROM run
            LEFT JOIN process_deviation d ON d.instance_id = run.id AND d.version_id = ANY(%(versions)s)
            WHERE run.state <> 'running' GROUP BY run.id""",
    ),
    Measure(
        key="process.incidents",
        label=_("Incidents per ticket"),
        unit="times",
        good="down",
        order=90,
        hint=_("How often a step failed."),
        select="""SELECT run.id, count(f.id)::float8 FROM run
            LEFT JOIN process_incident f ON f.instance_id = run.id GROUP BY run.id""",
    ),
)
