"""Pieces of a page that many pages share, rendered once for each state of the publication."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from prsite.pagecache.held import hold

register = template.Library()

# What `posts.context_processors` tells every page but those for errors.
KNOWN_TO_PAGES = "sections"


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """Keep what stands between `{% kept "name" value… %}` and `{% endkept %}`.

    The piece may depend on the database, the settings, the language and the values, which are few,
    and on nothing else.
    """
    _tag, name, *values = token.split_contents()
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    if inside.get_nodes_by_type(BlockNode):
        message = f"{{% kept {name} %}} holds a block; what a page may replace is not kept."
        raise template.TemplateSyntaxError(message)
    return Kept(name, [parser.compile_filter(value) for value in values], inside)


class Kept(template.Node):
    """A piece of a page, by its name and what it depends on."""

    # Django looks for blocks in every part of a base template, each time that a page extends it.
    child_nodelists = ()

    def __init__(self, name: str, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.name = name
        self.values = values
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Render the piece, or take it as it was rendered for another page.

        A page that knows nothing of the publication, such as that for an error, is no other's.
        """
        if KNOWN_TO_PAGES not in context:
            return self.nodelist.render(context)
        values = tuple(value.resolve(context) for value in self.values)
        key = (self.name, get_language(), *values)
        return hold(key, lambda: self.nodelist.render(context))
