"""Where in the user's files something ran, and how a refusal says it."""
