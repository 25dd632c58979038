from django.urls import path

from tantam.process.views import beginning, changeover, editing, gallery, mending, seeing, trying, versions

_ONE = "processes/<str:key>/"

urlpatterns = [
    path("processes/", seeing.processes, name="processes"),
    path("processes/new/", beginning.new, name="process_new"),
    path("processes/new/from/<slug:ready>/", gallery.take, name="process_take"),
    path(_ONE, seeing.heat_map, name="process"),
    path(f"{_ONE}steps/<str:node>/", seeing.step, name="process_step"),
    path(f"{_ONE}edit/", editing.edit, name="process_edit"),
    path(f"{_ONE}edit/xml/", editing.xml, name="process_xml"),
    path(f"{_ONE}edit/check/", editing.check, name="process_check"),
    path(f"{_ONE}edit/table/", editing.table, name="process_table"),
    path(f"{_ONE}edit/save/", editing.save, name="process_save"),
    path(f"{_ONE}edit/publish/", editing.publish, name="process_publish"),
    path(f"{_ONE}edit/import/", beginning.bring_in, name="process_import"),
    path(f"{_ONE}edit/discard/", beginning.discard, name="process_discard"),
    path(f"{_ONE}versions/", versions.versions, name="process_versions"),
    path(f"{_ONE}versions/compare/", versions.compare, name="process_compare"),
    path(f"{_ONE}versions/<int:number>/restore/", versions.restore, name="process_restore"),
    path(f"{_ONE}versions/<int:number>/share/", trying.share, name="process_trial_share"),
    path(f"{_ONE}versions/<int:number>/keep/", trying.keep, name="process_trial_keep"),
    path(f"{_ONE}versions/<int:number>/end/", trying.end, name="process_trial_end"),
    path(f"{_ONE}versions/<int:number>/", versions.version, name="process_version"),
    path(f"{_ONE}versions/<int:number>/list/", versions.steps, name="process_steps"),
    path(f"{_ONE}versions/<int:number>/bpmn/", versions.bpmn, name="process_bpmn"),
    path(f"{_ONE}versions/<int:number>/svg/", versions.svg, name="process_svg"),
    path(f"{_ONE}versions/<int:number>/remarks/", beginning.remark, name="process_remark"),
    path(f"{_ONE}remarks/<int:remark_id>/settle/", beginning.settle, name="process_settle"),
    path(f"{_ONE}changeover/", changeover.choose, name="process_changeover"),
    path(f"{_ONE}changeover/preview/", changeover.preview, name="process_changeover_preview"),
    path(f"{_ONE}changeover/begin/", changeover.begin, name="process_changeover_begin"),
    path(f"{_ONE}changeover/<int:changeover_id>/", changeover.seen, name="process_changeover_seen"),
    path(f"{_ONE}changeover/<int:changeover_id>/stop/", changeover.stop, name="process_changeover_stop"),
    path(f"{_ONE}changeover/<int:changeover_id>/resume/", changeover.resume, name="process_changeover_resume"),
    path(f"{_ONE}changeover/<int:changeover_id>/back/", changeover.take_back, name="process_changeover_back"),
    path(f"{_ONE}deviations/", mending.deviations, name="process_deviations"),
    path(f"{_ONE}incidents/", mending.incidents, name="process_incidents"),
    path(f"{_ONE}incidents/<int:incident_id>/retry/", mending.retry, name="process_retry"),
    path(f"{_ONE}incidents/<int:incident_id>/skip/", mending.skip, name="process_skip"),
]
