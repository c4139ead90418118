"""The API ``/api/v1``: what a person does on the pages, for programs. One module per noun; each operation says what it is for.

An operation is a function from a :class:`app.api.call.Call` to an :class:`app.api.call.Answer`; `app.api.routes` puts them
together, `app.api.openapi` describes them, `app.api.handler` speaks HTTP.
"""
