from django.urls import path

from wuxing.portal import views

app_name = "portal"
urlpatterns = [
    path("request/", views.request_form, name="request"),
    path("request/received/", views.received, name="received"),
    path("s/<str:token>/", views.status, name="status"),
    path("s/<str:token>/thanks/", views.thanks, name="thanks"),
    path("s/<str:token>/messages/", views.messages, name="messages"),
    path("s/<str:token>/confirmation/", views.confirmation, name="confirmation"),
    path("s/<str:token>/rating/", views.rating, name="rating"),
    path("s/<str:token>/reopening/", views.reopening, name="reopening"),
    path("s/<str:token>/attachments/<str:key>/", views.attachment, name="attachment"),
]
