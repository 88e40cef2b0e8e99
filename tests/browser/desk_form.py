"""What browser tests do on the form of a post."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from posts.models import Post

SAVE = "Control+s"
# The names of unsaved texts in the browser's own storage.
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('desk-unsaved:'))"

# Pastes or drops files, each with its name, its bytes in base64 and its type.
BROUGHT = """(target, [kind, files]) => {
    const transfer = new DataTransfer();
    for (const [name, data, type] of files) {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
    }
    const options = { bubbles: true, cancelable: true, composed: true };
    const { left, top } = target.getBoundingClientRect();
    const place = { clientX: left + 30, clientY: top + 30 };
    const event = kind === "paste"
        ? new ClipboardEvent(kind, { ...options, clipboardData: transfer })
        : new DragEvent(kind, { ...options, ...place, dataTransfer: transfer });
    target.dispatchEvent(event);
}"""


def log_in(page: Page, base: str, name: str) -> None:
    """Log in an account whose password is that of all tests."""
    page.goto(f"{base}/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", "not-a-secret")
    with page.expect_navigation():
        page.press("[name=password]", "Enter")


def open_form(desk: Page, base: str, post: Post | None = None) -> Page:
    path = f"{post.pk}/change/" if post else "add/"
    desk.goto(f"{base}/admin/posts/post/{path}")
    expect(desk.locator(".cm-content")).to_be_visible()
    return desk


def write(desk: Page, text: str) -> None:
    desk.locator(".cm-content").click()
    desk.keyboard.press("Control+a")
    desk.keyboard.insert_text(text)


def body_of(desk: Page) -> str:
    return str(desk.locator("[name=body]").input_value())


def save(desk: Page) -> None:
    with desk.expect_navigation():
        desk.keyboard.press(SAVE)


def preview_of(desk: Page) -> Any:
    return desk.frame_locator("iframe")
