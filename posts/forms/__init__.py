"""What people fill in on the desk, and every rule their input has to meet."""

from posts.forms.address import FormerAddressForm
from posts.forms.base import DeskForm
from posts.forms.bulk import RetagForm, SectionForm
from posts.forms.byline import BylineForm, BylineFormSet
from posts.forms.fields import AddressField, MarkdownField, MinuteField, ZonedDateTimeInput
from posts.forms.moving import AheadForm, MoveForm, as_chosen
from posts.forms.page import PageForm
from posts.forms.picture import PictureForm, WordsForm
from posts.forms.post import PostForm
from posts.forms.preview_link import PreviewLinkForm
from posts.forms.publication import obstacles, obstacles_in
from posts.forms.review import MessageForm, NoteForm, ReturnForm
from posts.forms.tags import TagForm, TagsField
from posts.forms.typed import (
    as_typed,
    brought_up_to_date,
    differing_fields,
    is_typed_alike,
    without_row_keys,
)

__all__ = [
    "AddressField",
    "AheadForm",
    "BylineForm",
    "BylineFormSet",
    "DeskForm",
    "FormerAddressForm",
    "MarkdownField",
    "MessageForm",
    "MinuteField",
    "MoveForm",
    "NoteForm",
    "PageForm",
    "PictureForm",
    "PostForm",
    "PreviewLinkForm",
    "RetagForm",
    "ReturnForm",
    "SectionForm",
    "TagForm",
    "TagsField",
    "WordsForm",
    "ZonedDateTimeInput",
    "as_chosen",
    "as_typed",
    "brought_up_to_date",
    "differing_fields",
    "is_typed_alike",
    "obstacles",
    "obstacles_in",
    "without_row_keys",
]
