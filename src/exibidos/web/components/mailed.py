"""How does a browser treat a page whose address opens something? Nobody else learns that address from it."""

from exibidos.web.components.reader import Page


def unlinked(page: Page) -> Page:
    """Let no other site learn where a reader came from: the link in a mail stands in the address.

    `same-origin`, which sends nothing to anybody else, not `no-referrer`: under that, browsers send a form with `Origin: null`, which the
    cross-site rule refuses wherever they do not also send Sec-Fetch-Site.
    """
    page.headers["Referrer-Policy"] = "same-origin"
    return page
