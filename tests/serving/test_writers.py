"""Twenty editors at one post, at once, through two servers: no paragraph of any of them is lost."""

from __future__ import annotations

import re
import threading
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.serving.conftest import manage

WRITERS = 20
# Who logs in by a form is kept waiting for the password; these have a session already.
PREPARE = f"""
import django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from posts.models import Post
body = "\\n\\n".join(f"Paragraph {{number}} as it was." for number in range({WRITERS}))
print(Post.objects.create(title="Together", body=body).pk)
for number in range({WRITERS}):
    account = get_user_model()(username=f"writer{{number}}", is_staff=True, is_superuser=True)
    account.set_unusable_password()
    account.save()
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    print(session.session_key)
"""
HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|base|key)" value="([^"]+)"')


class Writer:
    """A browser with a login of its own."""

    def __init__(self, port: int, session: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.cookies = SimpleCookie({"session": session})

    def ask(self, path: str, **sent: Any) -> str:
        headers = {"Cookie": "; ".join(f"{k}={v.value}" for k, v in self.cookies.items())}
        headers |= {"Origin": self.base} if sent else {}
        data = urlencode(sent).encode() if sent else None
        with urlopen(Request(self.base + path, data, headers), timeout=120) as answer:
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                self.cookies.load(cookie)
            return answer.read().decode()


def test_no_paragraph_of_twenty_writers_is_lost(folder, database, serve):
    made = manage(folder, database.url, "shell", "--no-imports", "-c", PREPARE).stdout.split()
    key, sessions = int(made[0]), made[1:]
    servers = [serve(), serve()]
    ((before,),) = database.execute("SELECT markdown FROM posts_content WHERE post_id = ?", key)
    address = f"/admin/posts/post/{key}/change/"
    opened, answers, errors = threading.Barrier(WRITERS), [], []

    def write(number: int) -> None:
        try:
            writer = Writer(servers[number % 2].port, sessions[number])
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
