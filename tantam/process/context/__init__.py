"""What the pages of the process room show, made ready for their templates."""

from tantam.process.context.begins import begins_in_words
from tantam.process.context.changeover import became_another, digest, passage_rows, places, previewed
from tantam.process.context.differences import comparison, comparison_of
from tantam.process.context.examples import examples_told
from tantam.process.context.formulas import tried
from tantam.process.context.gallery import gallery_cards, gallery_page, open_teams
from tantam.process.context.heat import heat_page
from tantam.process.context.knowing import called_in, offered_names
from tantam.process.context.lists import deviation_rows, failed_rows, incident_rows, step_list, way_rows
from tantam.process.context.look import Look, look_of
from tantam.process.context.mined import Done, done_page, ticket_rows, which_in_words
from tantam.process.context.mined_map import map_page, people_page
from tantam.process.context.on_trial import choice_page, trial_before_publishing
from tantam.process.context.one_run import run_page
from tantam.process.context.pictures import exported_picture, picture, thumbnail
from tantam.process.context.procedure import procedure_of
from tantam.process.context.reader import agent_of, choices, is_htmx, language, name_of, said, sentence
from tantam.process.context.remarks import remarks_of
from tantam.process.context.reviewing import review_note, review_page
from tantam.process.context.step import step_page
from tantam.process.context.studio import as_script, findings, offered, refusal
from tantam.process.context.tables import note_of, spoken, table_in, table_of
from tantam.process.context.taking import (
    said_before_publishing,
    said_of_publishing,
    said_of_retiring,
    said_of_those_standing,
)
from tantam.process.context.trials import trial_page, verdict_of

__all__ = [
    "Done",
    "Look",
    "agent_of",
    "as_script",
    "became_another",
    "begins_in_words",
    "called_in",
    "choice_page",
    "choices",
    "comparison",
    "comparison_of",
    "deviation_rows",
    "digest",
    "done_page",
    "examples_told",
    "exported_picture",
    "failed_rows",
    "findings",
    "gallery_cards",
    "gallery_page",
    "heat_page",
    "incident_rows",
    "is_htmx",
    "language",
    "look_of",
    "map_page",
    "name_of",
    "note_of",
    "offered",
    "offered_names",
    "open_teams",
    "passage_rows",
    "people_page",
    "picture",
    "places",
    "previewed",
    "procedure_of",
    "refusal",
    "remarks_of",
    "review_note",
    "review_page",
    "run_page",
    "said",
    "said_before_publishing",
    "said_of_publishing",
    "said_of_retiring",
    "said_of_those_standing",
    "sentence",
    "spoken",
    "step_list",
    "step_page",
    "table_in",
    "table_of",
    "thumbnail",
    "ticket_rows",
    "trial_before_publishing",
    "trial_page",
    "tried",
    "verdict_of",
    "way_rows",
    "which_in_words",
]
