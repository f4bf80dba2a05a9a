"""What is the user's own: models (which answers, its name, its people), and tables that several pages show."""

from pages._widgets.shared.own.models import answers_status, card, chosen, show, title, whose

__all__ = ["answers_status", "card", "chosen", "show", "title", "whose"]
