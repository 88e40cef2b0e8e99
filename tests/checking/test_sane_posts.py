"""No error where there is none: the checks read texts that were written to be published."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from posts.checking import reports_on
from posts.models import Post
from tests import factories

pytestmark = pytest.mark.django_db

# As people wrote them on public blogs, each near to what a check looks for.
SANE = [
    "There are nuances if [you embrace it, as we do][1].\n\n[1]: https://a.example/policy.md",
    "```sql\n-- TODO: Fill in this template, or delete this section.\n```",
    "An example of fake text is the famous Lorem Ipsum text. Wikimedia explains.",
    "Run `git rebase -i HEAD~3`, then [**push**](https://a.example/).",
    "<details><summary>Read more</summary>All of it.</details>",
    "A claim.[^1] Another.[^note]\n\n[^1]: The source.\n\n[^note]: And [this one](https://b.example/).",
    "See [the appendix](#appendix).\n\n## Appendix {#appendix}\n\nWords.",
    "See [the term](#holding-statement).\n\n::: term Holding statement\nA first response.\n:::",
    '<a name="part"></a>Words, and [back](#part).',
    "| a | b |\n|---|---|\n| [x] | [ ] |\n",
    "- [ ] to do\n- [x] done\n",
    "{{ site.url }} and {% link x %} stay the text they are.",
    "## A heading\n\n[Up](#top), [to the text](#main), [nowhere in particular](#).",
]


@pytest.mark.parametrize("body", SANE)
def test_sane_text_has_no_error(body):
    post = factories.make_draft(title="Sane", body=body, authors=[factories.make_author()])

    ((_post, report),) = reports_on([post.pk])

    assert [str(error) for error in report.errors] == []


def test_the_demo_publication_has_no_error_and_few_warnings(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    call_command("demo", verbosity=0)
    keys = list(Post.objects.values_list("pk", flat=True))

    reports = [report for _post, report in reports_on(keys)]

    assert len(reports) > 20
    assert [str(error) for report in reports for error in report.errors] == []
    assert sum(len(report.warnings) for report in reports) < 10
