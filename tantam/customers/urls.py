from django.urls import path

from tantam.customers.views import pages

urlpatterns = [
    path("customers/", pages.customers, name="customers"),
    path("customers/<str:code>/", pages.customer, name="customer"),
    path("customers/<str:code>/change/", pages.change, name="customer_change"),
    path("customers/<str:code>/notes/", pages.write_note, name="customer_note"),
    path("customers/<str:code>/notes/<int:note_id>/end/", pages.end_note, name="customer_note_end"),
    path("customers/<str:code>/contacts/", pages.add_contact, name="customer_contact"),
]
