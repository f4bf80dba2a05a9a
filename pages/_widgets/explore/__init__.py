"""The page "Explore": whose people, which group, limits in numbers, and the linked charts."""
