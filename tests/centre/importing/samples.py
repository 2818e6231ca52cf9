"""Exports of a site that never was, at old.example.org."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.utils import timezone

from centre.importing.models import ImportRun
from centre.importing.tasks import import_part, read_run
from tests.builders import build_staff
from tests.desk import picture_file

OLD = "https://old.example.org"
_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress" --><rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Old house</title><language>pl-PL</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example.org</wp:base_site_url>
"""


def item(key, *, kind="post", title="Koncert", text="<p>Zapraszamy.</p>", **more):
    """One item of an export; `terms` and `meta` are pairs."""
    more = {
        "status": "publish",
        "date": "2019-05-04 10:00:00",
        "link": f"{OLD}/2019/05/{key}/",
        "excerpt": "Krótko.",
        "terms": (),
        "meta": (),
        "url": "",
        "parent": "0",
        "password": "",
        **more,
    }
    terms = "".join(
        f'<category domain="{domain}" nicename="{name}"><![CDATA[{name}]]></category>'
        for domain, name in more["terms"]
    )
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>{name}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for name, value in more["meta"]
    )
    return f"""<item><title>{escape(title)}</title><link>{more["link"]}</link>
<content:encoded><![CDATA[{text}]]></content:encoded>
<excerpt:encoded><![CDATA[{more["excerpt"]}]]></excerpt:encoded>
<wp:post_id>{key}</wp:post_id><wp:post_date_gmt>{more["date"]}</wp:post_date_gmt>
<wp:post_password>{more["password"]}</wp:post_password>
<wp:status>{more["status"]}</wp:status><wp:post_type>{kind}</wp:post_type>
<wp:post_parent>{more["parent"]}</wp:post_parent>
<wp:attachment_url>{more["url"]}</wp:attachment_url>{terms}{meta}</item>"""


def picture_item(key, name, alt=""):
    """An entry of the library, with its description."""
    return item(
        key,
        kind="attachment",
        status="inherit",
        url=f"{OLD}/wp-content/uploads/2019/05/{name}",
        meta=[("_wp_attachment_image_alt", alt)],
        excerpt="",
    )


def document_item(key, name, title="", parent="0"):
    """An entry of the library that is a document, put into the text `parent`."""
    return item(
        key,
        kind="attachment",
        status="inherit",
        title=title,
        url=f"{OLD}/wp-content/uploads/2019/05/{name}",
        excerpt="",
        parent=parent,
    )


def wxr(*items):
    return (_HEAD + "".join(items) + "</channel></rss>").encode()


def packed(**members):
    """A ZIP file with members by their names."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def photo():
    return picture_file().read()


def someone():
    return get_user_model().objects.filter(username="staff").first() or build_staff()


def upload(data, kind="wordpress", pictures=None, user=None, **fields):
    """A run with these files, not read yet."""
    run = ImportRun(kind=kind, created_by=user or someone(), **fields)
    run.file.save("export.xml", ContentFile(data), save=False)
    if pictures:
        run.pictures.save("uploads.zip", ContentFile(pictures), save=False)
    run.save()
    return run


def read(run):
    read_run(run, timezone.now())
    run.refresh_from_db()
    return run


def brought_in(run):
    """A run that was read and imported to the end."""
    read(run)
    assert run.state == "ready", run.summary
    ImportRun.objects.filter(pk=run.pk).update(state="importing")
    run.refresh_from_db()
    assert import_part(run, 60) is False
    run.refresh_from_db()
    return run


def told(run):
    """Of each entry its title, outcome and the codes of its notes on other things."""
    usual = {"language_assumed", "words"}
    return [
        (row.title, row.outcome, sorted({code for code, _v in row.notes} - usual))
        for row in run.items.all()
    ]
