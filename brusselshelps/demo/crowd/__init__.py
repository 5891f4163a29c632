"""A crowd of any size, made up: volunteers and help requests as lines of text that COPY reads.

Made for speed: whatever can be drawn from a table drawn once is not drawn again for each person.
"""
