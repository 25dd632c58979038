from django.urls import path

from tantam.process.views import beginning, editing, mending, seeing, versions

_ONE = "processes/<str:key>/"

urlpatterns = [
    path("processes/", seeing.processes, name="processes"),
    path("processes/new/", beginning.new, name="process_new"),
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
    path(f"{_ONE}versions/<int:number>/", versions.version, name="process_version"),
    path(f"{_ONE}versions/<int:number>/list/", versions.steps, name="process_steps"),
    path(f"{_ONE}versions/<int:number>/bpmn/", versions.bpmn, name="process_bpmn"),
    path(f"{_ONE}versions/<int:number>/svg/", versions.svg, name="process_svg"),
    path(f"{_ONE}versions/<int:number>/remarks/", beginning.remark, name="process_remark"),
    path(f"{_ONE}remarks/<int:remark_id>/settle/", beginning.settle, name="process_settle"),
    path(f"{_ONE}deviations/", mending.deviations, name="process_deviations"),
    path(f"{_ONE}incidents/", mending.incidents, name="process_incidents"),
    path(f"{_ONE}incidents/<int:incident_id>/retry/", mending.retry, name="process_retry"),
    path(f"{_ONE}incidents/<int:incident_id>/skip/", mending.skip, name="process_skip"),
]
