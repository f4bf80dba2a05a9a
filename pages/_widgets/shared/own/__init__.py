"""The user's own models on the pages: which of them answers, what it is called, whose people it comes from."""

from pages._widgets.shared.own.models import answers_status, card, chosen, show, title, whose

__all__ = ["answers_status", "card", "chosen", "show", "title", "whose"]
