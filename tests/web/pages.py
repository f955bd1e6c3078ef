"""What the tests of the screens do with a client of `client_of`: read a page, send a form, read the diary."""

import re

from strideback.formats.run_history import standing
from strideback.store import diaries


def shown(client, address):
    """The page, as it came."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(html):
    """Its words alone."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def post(client, address, **form):
    """Send a form of a page that knows everything that was told."""
    client.runner.refresh_from_db()
    return client.post(address, {"after": client.runner.last, **form})


def lines_of(client):
    return diaries.text(client.runner).splitlines()


def runs_of(client):
    """The runs that stand, by the numbers of their lines."""
    return standing(diaries.as_told(client.runner))
