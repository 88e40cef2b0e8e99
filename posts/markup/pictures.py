"""Pictures as pages show them."""

from __future__ import annotations

from django.utils.safestring import SafeString

from posts.models import Picture
from posts.stencils import fill


def picture(
    picture: Picture,
    *,
    sizes: str,
    alt: str | None = None,
    css_class: str = "",
    is_first: bool = False,
) -> SafeString:
    """Show a picture with its renditions; `is_first` loads it at once and before others.

    A browser that reads no WebP gets the upload itself. `alt` replaces the picture's own; lists
    give it empty, because the headline says it all.
    """
    info = picture.info()
    values = {
        "url": info.url,
        "width": f"{info.width}",
        "height": f"{info.height}",
        "alt": info.alt if alt is None else alt,
        "css_class": css_class,
        "focus": "" if info.focus == "middle" else info.focus,
        "is_first": "yes" if is_first else "",
        "srcset": ", ".join(f"{file.url} {file.width}w" for file in info.renditions),
        "sizes": sizes,
    }
    return fill("posts/_image.html", values)
