from django.urls import path

from wuxing.channels import views

app_name = "channels"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("keys/<int:number>/revocation/", views.revocation, name="revocation"),
    path("api/v1/docs", views.docs, name="docs"),
]
