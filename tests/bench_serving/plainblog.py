"""A plain blog in Django for comparison: what a good tutorial would write, on the same tables.

An article costs four queries: the post with its text and section, its tags, four more posts of the
section, and the sections of the navigation. Django's default middleware, nothing cached. It also
holds the view that does nothing, which is what Django itself costs, and beside it a function that
answers with the page and knows nothing else, which is what the server costs.
"""

from __future__ import annotations

import shutil
from pathlib import Path

FILES = {
    "settings.py": """
import os
import dj_database_url
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
                  "django.contrib.sessions", "django.contrib.messages",
                  "django.contrib.staticfiles", "blog"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware",
              "django.contrib.sessions.middleware.SessionMiddleware",
              "django.middleware.common.CommonMiddleware",
              "django.middleware.csrf.CsrfViewMiddleware",
              "django.contrib.auth.middleware.AuthenticationMiddleware",
              "django.contrib.messages.middleware.MessageMiddleware",
              "django.middleware.clickjacking.XFrameOptionsMiddleware"]
ROOT_URLCONF = "urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
              "OPTIONS": {"context_processors": [
                  "django.template.context_processors.request",
                  "django.contrib.auth.context_processors.auth",
                  "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "static/"
""",
    "alone.py": """
from pathlib import Path
PAGE = (Path(__file__).parent / "blog" / "page.html").read_bytes()
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))]

def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [PAGE]
""",
    "urls.py": """
from django.urls import path
from blog import views
urlpatterns = [path("", views.home), path("constant/", views.constant),
               path("posts/<str:slug>/", views.article),
               path("categories/<str:slug>/", views.category)]
""",
    "wsgi.py": """
import os
from django.core.wsgi import get_wsgi_application
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
application = get_wsgi_application()
""",
    "blog/__init__.py": "",
    "blog/models.py": """
from django.db import models
class Category(models.Model):
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=150, unique=True)
    class Meta:
        managed, db_table = False, "posts_category"
class Tag(models.Model):
    name = models.CharField(max_length=100)
    slug = models.CharField(max_length=100, unique=True)
    class Meta:
        managed, db_table = False, "posts_tag"
class Post(models.Model):
    title = models.CharField(max_length=200)
    slug = models.CharField(max_length=150, unique=True)
    standfirst = models.CharField(max_length=500)
    status = models.CharField(max_length=12)
    published_at = models.DateTimeField()
    category = models.ForeignKey(Category, models.PROTECT)
    tags = models.ManyToManyField(Tag, through="Tagging")
    class Meta:
        managed, db_table = False, "posts_post"
class Content(models.Model):
    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="content")
    html = models.TextField()
    class Meta:
        managed, db_table = False, "posts_content"
class Tagging(models.Model):
    tag = models.ForeignKey(Tag, models.CASCADE)
    post = models.ForeignKey(Post, models.CASCADE, db_column="content_object_id")
    class Meta:
        managed, db_table = False, "posts_tagging"
""",
    "blog/views.py": """
from pathlib import Path
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from blog.models import Category, Post
PAGE = Path(__file__).with_name("page.html").read_bytes()
def public():
    return Post.objects.filter(status="published", published_at__lte=timezone.now())
def constant(request):
    return HttpResponse(PAGE)
def home(request):
    posts = public().select_related("category").prefetch_related("tags")
    context = {"posts": posts.order_by("-published_at")[:10], "sections": Category.objects.all()}
    return render(request, "list.html", context)
def category(request, slug):
    section = get_object_or_404(Category, slug=slug)
    posts = public().filter(category=section).select_related("category").prefetch_related("tags")
    page = Paginator(posts.order_by("-published_at"), 20).get_page(request.GET.get("page"))
    context = {"section": section, "posts": page, "sections": Category.objects.all()}
    return render(request, "list.html", context)
def article(request, slug):
    post = get_object_or_404(public().select_related("category", "content"), slug=slug)
    more = public().filter(category=post.category).exclude(pk=post.pk).order_by("-published_at")
    context = {"post": post, "tags": post.tags.all(), "more": more[:4],
               "sections": Category.objects.all()}
    return render(request, "article.html", context)
""",
    "blog/templates/base.html": """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{% block title %}Blog{% endblock %}</title><link rel="stylesheet" href="/static/site.css">
</head><body><header><a href="/">Blog</a><nav>{% for section in sections %}
<a href="/categories/{{ section.slug }}/">{{ section.name }}</a>{% endfor %}</nav></header>
<main>{% block main %}{% endblock %}</main><footer>A plain blog.</footer></body></html>""",
    "blog/templates/article.html": """{% extends "base.html" %}
{% block title %}{{ post.title }}{% endblock %}
{% block main %}<article><h1>{{ post.title }}</h1><p>{{ post.standfirst }}</p>
<p><time>{{ post.published_at|date:"j F Y" }}</time>
<a href="/categories/{{ post.category.slug }}/">{{ post.category.name }}</a></p>
{{ post.content.html|safe }}<p>{% for tag in tags %}<a href="/tags/{{ tag.slug }}/">{{ tag.name }}
</a>{% endfor %}</p></article><aside><h2>More</h2>{% for post in more %}<p>
<a href="/posts/{{ post.slug }}/">{{ post.title }}</a> {{ post.standfirst }}</p>{% endfor %}</aside>
{% endblock %}""",
    "blog/templates/list.html": """{% extends "base.html" %}
{% block main %}<h1>{{ section.name|default:"Latest" }}</h1>{% for post in posts %}<article>
<h2><a href="/posts/{{ post.slug }}/">{{ post.title }}</a></h2><p>{{ post.standfirst }}</p>
<p><time>{{ post.published_at|date:"j F Y" }}</time> {{ post.category.name }}
{% for tag in post.tags.all %}<a href="/tags/{{ tag.slug }}/">{{ tag.name }}</a>{% endfor %}</p>
</article>{% endfor %}{% if posts.has_next %}<a href="?page={{ posts.next_page_number }}">Older</a>
{% endif %}{% endblock %}""",
}


def write(folder: Path, *, page: bytes) -> Path:
    """Write the project below `folder`; its view that does nothing answers with `page`."""
    project = folder / "plainblog"
    shutil.rmtree(project, ignore_errors=True)
    for name, text in FILES.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    (project / "blog" / "page.html").write_bytes(page)
    return project
