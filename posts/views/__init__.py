"""Pages for readers, a kind a module. Every one of them starts from `published()`."""
