from django.urls import path

from tantam.cases.views import acting, case, inbox, intake, playing, saying, stepping

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/rows/", inbox.rows, name="inbox_rows"),
    path("search/", inbox.search, name="search"),
    path("intake/", intake.quick_intake, name="quick_intake"),
    path("intake/customer/", intake.known_customer, name="intake_customer"),
    path("play/", playing.play_customer, name="play_customer"),
    path("play/send/", playing.play_send, name="play_send"),
    path("play/story/", playing.play_story, name="play_story"),
    path("attachments/<uuid:uuid>", case.attachment, name="attachment"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/live/", case.live, name="case_live"),
    path("cases/<str:number>/paper/", case.on_paper, name="case_paper"),
    path("cases/<str:number>/say/", saying.say, name="case_say"),
    path("cases/<str:number>/draft/", saying.draft, name="case_draft"),
    path("cases/<str:number>/scripts/", saying.scripts, name="case_scripts"),
    path("cases/<str:number>/send-again/<int:dispatch_id>/", saying.send_again, name="case_send_again"),
    path("cases/<str:number>/take/", acting.take, name="case_take"),
    path("cases/<str:number>/assign/", acting.assign, name="case_assign"),
    path("cases/<str:number>/classify/", acting.classify, name="case_classify"),
    path("cases/<str:number>/escalate/", acting.escalate, name="case_escalate"),
    path("cases/<str:number>/close/", acting.close, name="case_close"),
    path("cases/<str:number>/reopen/", acting.reopen, name="case_reopen"),
    path("cases/<str:number>/approval/", acting.ask_approval, name="case_ask_approval"),
    path("cases/<str:number>/steps/<int:token_id>/approval/", acting.ask_approval, name="case_ask_at_step"),
    path("cases/<str:number>/approval/<int:approval_id>/", acting.decide, name="case_decide"),
    path("cases/<str:number>/promise/", stepping.promise, name="case_promise"),
    path("cases/<str:number>/steps/<int:token_id>/", stepping.finish, name="case_finish_step"),
    path("cases/<str:number>/steps/<int:token_id>/leave/", stepping.leave, name="case_leave_step"),
]
