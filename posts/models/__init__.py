"""What the publication is made of."""

from posts.models.address import FormerAddress
from posts.models.audit import AuditEntry, Event
from posts.models.author import Author, AuthorLink, Byline
from posts.models.autosave import Autosave
from posts.models.category import Category, Filing, Paper
from posts.models.check_override import CheckOverride
from posts.models.content import Content
from posts.models.imported import ImportRecord
from posts.models.page import Page
from posts.models.picture import Picture, PictureUse
from posts.models.post import Post, State, Status
from posts.models.presence import Presence
from posts.models.preview_link import LinkState, PreviewLink
from posts.models.review import Decision, Note, Notice, Review
from posts.models.revision import Revision
from posts.models.running_number import RunningNumber
from posts.models.search_entry import SearchEntry
from posts.models.series import Series
from posts.models.tag import Tag, Tagging
from posts.models.working_copy import WorkingCopy

__all__ = [
    "AuditEntry",
    "Author",
    "AuthorLink",
    "Autosave",
    "Byline",
    "Category",
    "CheckOverride",
    "Content",
    "Decision",
    "Event",
    "Filing",
    "FormerAddress",
    "ImportRecord",
    "LinkState",
    "Note",
    "Notice",
    "Page",
    "Paper",
    "Picture",
    "PictureUse",
    "Post",
    "Presence",
    "PreviewLink",
    "Review",
    "Revision",
    "RunningNumber",
    "SearchEntry",
    "Series",
    "State",
    "Status",
    "Tag",
    "Tagging",
    "WorkingCopy",
]
