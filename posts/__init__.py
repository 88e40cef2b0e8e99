"""The publication: posts, what they are filed under, who wrote them, and their delivery."""
