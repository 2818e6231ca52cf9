"""URLs of the whole site. Section names are translated in the catalogue."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.translation import pgettext_lazy
from django.views.static import serve

from centre.search.views import search
from centre.site import documents, share_pictures, sitemaps, views, well_known
from centre.site.language_wishes import language_wish
from centre.site.preview_links import preview_by_link, preview_document
from centre.site.styleguide import styleguide
from centre.translating.volunteer import editor_texts, translate_by_link
from events.onsite.door import delegation_by_link, door_by_link
from events.onsite.door_code import door_code, door_stranger

house = [
    path("", views.home, name="home"),
    path(pgettext_lazy("url", "about/"), views.about, name="about"),
    path(
        pgettext_lazy("url", "accessibility-statement/"),
        views.accessibility,
        name="accessibility",
    ),
    path(pgettext_lazy("url", "media/"), views.media, name="media"),
    path(pgettext_lazy("url", "search/"), search, name="search"),
    path(pgettext_lazy("url", "visit-us/"), views.visit_us, name="visit-us"),
    path(
        pgettext_lazy("url", "in-my-language/<str:kind>/<int:pk>/"),
        language_wish,
        name="language-wish",
    ),
    path("manifest.webmanifest", well_known.manifest, name="manifest"),
    path(pgettext_lazy("url", "what-we-do.txt"), views.what_we_do, name="what-we-do"),
    path("<slug:slug>/", views.page, name="page"),
]

urlpatterns = [
    path("", views.choose_language, name="root"),
    path("admin/", views.choose_admin_language, name="admin-root"),
    path(
        "weave/<int:version>/<slug:palette>/<slug:seed>.svg",
        views.weave_cover,
        name="weave",
    ),
    path(
        "share/<slug:version>/<slug:language>/<slug:kind>/<slug:slug>.jpg",
        share_pictures.share_picture,
        name="share-picture",
    ),
    path(
        "documents/<slug:section>/<int:pk>/<str:name>",
        documents.document,
        name="document",
    ),
    path("recordings/<int:pk>/<str:part>", documents.recording, name="recording"),
    path("robots.txt", well_known.robots, name="robots"),
    path(
        "speculation-rules.json",
        well_known.speculation_rules,
        name="speculation-rules",
    ),
    path("favicon.ico", well_known.favicon, name="favicon"),
    path(".well-known/security.txt", well_known.security_txt, name="security-txt"),
    path("api/v1/", include("events.api.urls")),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path(
        "sitemap-<slug:kind>-<int:number>.xml",
        sitemaps.sitemap_part,
        name="sitemap-part",
    ),
    path("door/<slug:reference>/", door_code, name="door-code"),
    *i18n_patterns(
        path("admin/", include("centre.accounts.urls")),
        path("admin/", admin.site.urls),
        path(pgettext_lazy("url", "news/"), include("news.urls")),
        path("", include("events.urls")),
        path("preview/<str:token>/", preview_by_link, name="preview-link"),
        path(
            "preview/<str:token>/documents/<slug:section>/<int:pk>/",
            preview_document,
            name="preview-document",
        ),
        path("translate/<str:token>/", translate_by_link, name="translation-link"),
        path("door/code/<slug:reference>/", door_stranger, name="door-stranger"),
        path("door/<str:token>/", door_by_link, name="door-link"),
        path(
            "door/<str:token>/<slug:reference>/",
            delegation_by_link,
            name="door-delegation",
        ),
        path("editor-texts.js", editor_texts, name="editor-texts"),
        path(
            "styleguide/",
            admin.site.admin_view(styleguide),  # for staff, as the desk is
            name="styleguide",
        ),
        # Last, because any single word could be a page.
        path("", include((house, "centre"))),
    ),
]

if not settings.PRODUCTION:  # there the web server gives out what staff uploaded
    urlpatterns.append(
        re_path(
            r"^media/(?P<path>.{1,200})$", serve, {"document_root": settings.MEDIA_ROOT}
        )
    )

handler400 = "centre.staff.unsaved_views.lead_back_or_refuse"
handler403 = "centre.staff.unsaved_views.give_back_or_refuse"
handler404 = "centre.web.errors.not_found"
handler500 = "centre.web.errors.server_error"
