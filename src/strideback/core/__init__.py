"""The rules: pure functions from knowledge, diary and day to a review. Standard library only."""
