"""What if: one promise with another limit or calendar over a history, and the people it takes."""
