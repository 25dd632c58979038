"""What the pages of the process room show, made ready for their templates."""

from tantam.process.context.changeover import digest, passage_rows, places, previewed
from tantam.process.context.differences import comparison
from tantam.process.context.examples import examples_told
from tantam.process.context.formulas import tried
from tantam.process.context.gallery import gallery_cards, gallery_page, open_teams
from tantam.process.context.heat import heat_page
from tantam.process.context.knowing import offered_names
from tantam.process.context.lists import deviation_rows, incident_rows, step_list, way_rows
from tantam.process.context.pictures import exported_picture, picture, thumbnail
from tantam.process.context.procedure import procedure_of
from tantam.process.context.reader import agent_of, choices, is_htmx, language, name_of, said, sentence
from tantam.process.context.studio import as_script, findings, offered, refusal, remarks_of
from tantam.process.context.tables import note_of, spoken, table_in, table_of

__all__ = [
    "agent_of",
    "as_script",
    "choices",
    "comparison",
    "deviation_rows",
    "digest",
    "examples_told",
    "exported_picture",
    "findings",
    "gallery_cards",
    "gallery_page",
    "heat_page",
    "incident_rows",
    "is_htmx",
    "language",
    "name_of",
    "note_of",
    "offered",
    "offered_names",
    "open_teams",
    "passage_rows",
    "picture",
    "places",
    "previewed",
    "procedure_of",
    "refusal",
    "remarks_of",
    "said",
    "sentence",
    "spoken",
    "step_list",
    "table_in",
    "table_of",
    "thumbnail",
    "tried",
    "way_rows",
]
