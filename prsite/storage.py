"""Static files: hashed, so that each can be kept for ever, and compressed ahead of time."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hash the modules that scripts import too, not only the files that pages name."""

    support_js_module_import_aggregation = True
