"""The API: what a face can do, for programs, by keys with scopes.

It shows a review or adds to a diary, and decides nothing.  Its contract is `docs/openapi.json`, and
`docs/api.md` is the way in.
"""
