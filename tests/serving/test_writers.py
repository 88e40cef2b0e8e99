"""Twenty editors at one post, at once, through two servers: no paragraph of any of them is lost."""

from __future__ import annotations

import re
import threading
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from tests.serving.conftest import manage

WRITERS = 20
PREPARE = f"""
import django; django.setup()
from django.contrib.auth import get_user_model
from posts.models import Post
body = "\\n\\n".join(f"Paragraph {{number}} as it was." for number in range({WRITERS}))
print(Post.objects.create(title="Together", body=body).pk)
for number in range({WRITERS}):
    get_user_model().objects.create_superuser(f"writer{{number}}", password="not-a-secret")
"""
HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|base|key)" value="([^"]+)"')


class Writer:
    """A browser with a login of its own."""

    def __init__(self, port: int, number: int) -> None:
        self.base, self.number = f"http://127.0.0.1:{port}", number
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        page = self.ask("/admin/login/")
        self.ask(
            "/admin/login/?next=/robots.txt",
            username=f"writer{number}",
            password="not-a-secret",
            **dict(HIDDEN.findall(page)),
        )

    def ask(self, path: str, **sent: Any) -> str:
        data = urlencode(sent).encode() if sent else None
        headers = {"Origin": self.base} if sent else {}
        with self.opener.open(Request(self.base + path, data, headers), timeout=120) as answer:
            return answer.read().decode()


def test_no_paragraph_of_twenty_writers_is_lost(folder, database, serve):
    key = int(manage(folder, database.url, "shell", "--no-imports", "-c", PREPARE).stdout)
    servers = [serve(), serve()]
    ((before,),) = database.execute("SELECT markdown FROM posts_content WHERE post_id = ?", key)
    address = f"/admin/posts/post/{key}/change/"
    opened, answers, errors = threading.Barrier(WRITERS), [], []

    def write(number: int) -> None:
        try:
            writer = Writer(servers[number % 2].port, number)
            form = dict(HIDDEN.findall(writer.ask(address)))
            opened.wait(120)
            body = before.replace(f"Paragraph {number} as it was.", f"Marker {number} of mine.")
            answers.append(writer.ask(address, **form, **FORM, body=body, _continue="Save"))
        except Exception as error:  # noqa: BLE001  # it is raised again below
            opened.abort()
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not errors, errors
    ((after,),) = database.execute("SELECT markdown FROM posts_content WHERE post_id = ?", key)
    lost = [number for number in range(WRITERS) if f"Marker {number} of mine." not in after]
    assert lost == []
    assert "as it was" not in after
    ((kept,),) = database.execute("SELECT count(*) FROM posts_revision WHERE post_id = ?", key)
    assert kept == WRITERS + 1


FORM = {
    "title": "Together",
    "slug": "together",
    "status": "draft",
    "bylines-TOTAL_FORMS": 0,
    "bylines-INITIAL_FORMS": 0,
    "bylines-MIN_NUM_FORMS": 0,
    "bylines-MAX_NUM_FORMS": 1000,
}
