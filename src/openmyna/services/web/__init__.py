"""The shell of every page: languages, assets, security, errors and the server; it holds no rules of any service.

A service hands its routes, templates and words to `app.build` and becomes a web application.
"""
