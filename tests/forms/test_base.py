from __future__ import annotations

import pytest
from django.urls import reverse

from posts.models import Author, Category, Series, Tag

TANGLED = "> " * 3000 + "x"
LONG = "x" * 300_000
PLAIN = {"paper": "rose", "position": 1, "links-TOTAL_FORMS": 0, "links-INITIAL_FORMS": 0}


@pytest.mark.parametrize("text", [TANGLED, LONG], ids=["tangled", "long"])
@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Category, "description"),
        (Author, "biography"),
        (Series, "description"),
        (Tag, "description"),
    ],
)
@pytest.mark.django_db
def test_a_note_that_cannot_be_rendered_is_an_error_beside_it_that_keeps_it(
    admin_client, model, field, text
):
    add = reverse(f"admin:posts_{model._meta.model_name}_add")
    data = PLAIN | {"name": "N", "title": "N", "slug": "n", field: text}

    response = admin_client.post(add, data)

    form = response.context["adminform"].form
    assert list(form.errors) == [field]
    assert form[field].value() == text
    assert not model.objects.exists()
