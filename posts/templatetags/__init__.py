"""Tags and filters of the reading templates."""
