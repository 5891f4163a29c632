"""A made-up crowd of any size: volunteers and help requests as lines of text for COPY.

Built for speed: whatever can be drawn from a table prepared once is not drawn again for each person.
"""
