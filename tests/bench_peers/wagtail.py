"""Wagtail: the project that `wagtail start` makes, with a blog as its tutorial builds one.

Under Granian, as ours is; the project's own Dockerfile says gunicorn, which is no faster. Its usual
cache is wagtail-cache, in memory. Sources: https://docs.wagtail.org/en/stable/getting_started/,
https://docs.coderedcorp.com/wagtail-cache/
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench_peers.peer import Peer
from tests.bench_serving import servers
from tests.bench_serving.servers import Server
from tests.bench_serving.serving import Target

PACKAGES = ("wagtail>=7.4,<7.5", "wagtail-cache>=3,<4", "granian>=2.8,<3")
NAME = "Wagtail"
SETTINGS = """
import os
from .base import *
DEBUG = False
SECRET_KEY = "bench-only"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS += ["blog", "wagtailcache"]
if os.environ.get("WITH_CACHE"):
    MIDDLEWARE = ["wagtailcache.cache.UpdateCacheMiddleware", *MIDDLEWARE,
                  "wagtailcache.cache.FetchFromCacheMiddleware"]
WAGTAIL_CACHE = bool(os.environ.get("WITH_CACHE"))
TEMPLATES[0].pop("APP_DIRS")
TEMPLATES[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", [
    "django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"])]
"""
FILES = {
    "mysite/settings/bench.py": SETTINGS,
    "blog/__init__.py": "",
    "blog/models.py": """
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtailcache.cache import WagtailCacheMixin
@register_snippet
class Category(models.Model):
    name = models.CharField(max_length=80)
class BlogIndexPage(WagtailCacheMixin, Page):
    def get_context(self, request):
        context = super().get_context(request)
        posts = BlogPage.objects.live().child_of(self).select_related("category")
        context["posts"] = posts.prefetch_related("tags").order_by("-date")[:10]
        return context
class BlogPageTag(TaggedItemBase):
    content_object = ParentalKey("BlogPage", related_name="tagged_items", on_delete=models.CASCADE)
class BlogPage(WagtailCacheMixin, Page):
    date = models.DateTimeField(db_index=True)
    intro = models.CharField(max_length=500)
    body = RichTextField()
    category = models.ForeignKey(Category, models.PROTECT)
    tags = ClusterTaggableManager(through=BlogPageTag, blank=True)
    def get_context(self, request):
        context = super().get_context(request)
        more = BlogPage.objects.live().filter(category=self.category).exclude(pk=self.pk)
        context["more"] = more.order_by("-date")[:4]
        context["sections"] = Category.objects.all()
        return context
""",
    "blog/templates/blog/blog_index_page.html": """{% extends "base.html" %}
{% load wagtailcore_tags %}{% block content %}<h1>{{ page.title }}</h1>{% for post in posts %}
<article><h2><a href="{% pageurl post %}">{{ post.title }}</a></h2><p>{{ post.intro }}</p>
<p>{{ post.date }} {{ post.category.name }} {% for tag in post.tags.all %}{{ tag }} {% endfor %}</p>
</article>{% endfor %}{% endblock %}""",
    "blog/templates/blog/blog_page.html": """{% extends "base.html" %}
{% load wagtailcore_tags %}{% block content %}<nav>{% for one in sections %}<a>{{ one.name }}</a>
{% endfor %}</nav><h1>{{ page.title }}</h1><p>{{ page.date }} {{ page.category.name }}</p>
<p>{{ page.intro }}</p>{{ page.body|richtext }}<p>{% for tag in page.tags.all %}<a>{{ tag }}</a>
{% endfor %}</p>{% for post in more %}<p><a href="{% pageurl post %}">{{ post.title }}</a>
{{ post.intro }}</p>{% endfor %}{% endblock %}""",
    "load.py": """
import json, sys
import django
django.setup()
from datetime import datetime
from wagtail.models import Page, Site
from blog.models import BlogIndexPage, BlogPage, Category
root = Page.objects.get(depth=1)
index = root.add_child(instance=BlogIndexPage(title="Blog", slug="blog"))
Site.objects.update(root_page=index, hostname="127.0.0.1")
sections = {}
for one in json.load(open(sys.argv[1])):
    name = one["category"]
    section = sections.get(name) or sections.setdefault(name, Category.objects.create(name=name))
    page = BlogPage(title=one["title"], slug=one["slug"], intro=one["standfirst"],
                    body=one["html"], category=section,
                    date=datetime.fromisoformat(one["published_at"]))
    index.add_child(instance=page)
    page.tags.add(*one["tags"])
    page.save()
""",
}


def start(peer: Peer, keep: Callable[[Server], Server]) -> list[Target]:
    """Install it where it is not, fill it with the articles, and start it twice."""
    project = peer.folder / "wagtail"
    binaries = project / "venv" / "bin"
    if not (project / "ready").exists():
        _install(peer, project)
    found = []
    for name, with_cache in (("Wagtail, nothing cached", ""), ("Wagtail, wagtail-cache", "yes")):
        port = servers.free_port()
        command = [str(binaries / "granian"), *servers.GRANIAN, "--port", str(port)]
        server = servers.start(
            f"wagtail-{with_cache or 'plain'}",
            [*command, "mysite.wsgi:application"],
            port=port,
            core=peer.core,
            folder=peer.folder,
            environment={
                "DJANGO_SETTINGS_MODULE": "mysite.settings.bench",
                "WITH_CACHE": with_cache,
            },
            cwd=project / "mysite",
        )
        keep(server)
        found += [
            Target("article", name, server, f"/{peer.newest['slug']}/"),
            Target("home", name, server, "/"),
        ]
    return found


def versions(peer: Peer) -> str:
    """Return what ran."""
    python = str(peer.folder / "wagtail" / "venv" / "bin" / "python")
    names = "('wagtail', 'wagtail-cache', 'Django')"
    told = f"print(*(f'{{name}} {{version(name)}}' for name in {names}), sep=', ')"
    return peer.run([python, "-c", f"from importlib.metadata import version; {told}"]).strip()


def _install(peer: Peer, project: Path) -> None:
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    binaries = project / "venv" / "bin"
    peer.run([sys.executable, "-m", "venv", str(project / "venv")])
    peer.run([str(binaries / "pip"), "install", "--quiet", *PACKAGES])
    peer.run([str(binaries / "wagtail"), "start", "mysite"], cwd=project)
    site = project / "mysite"
    for name, text in FILES.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    environment = {"DJANGO_SETTINGS_MODULE": "mysite.settings.bench"}
    python = str(binaries / "python")
    for arguments in (
        ["manage.py", "makemigrations", "blog", "--verbosity", "0"],
        ["manage.py", "migrate", "--verbosity", "0"],
        ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        ["load.py", str(peer.articles)],
    ):
        peer.run([python, *arguments], cwd=site, environment=environment)
    (project / "ready").touch()
