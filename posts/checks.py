"""System checks: what a person can misconfigure, each with an id and a remedy."""
