"""Whether an address answers within seconds, exit status 0 or 1: python packaging/reachable.py URL.

Any answer counts, also one that refuses: then pip, which may know a password or a certificate, gets a say. Proxies are
those of the environment. Needs nothing but the standard library.
"""

import os
import re
import ssl
import sys
import threading
import urllib.error
import urllib.request

PATIENCE_S = 5
"""In all: for the name, every address behind it, and the answer."""

_PROXY_GETS_NO_ANSWER = (502, 503, 504)


def answers(url: str) -> bool:
    """Ask once, without a limit of time but for each step."""
    try:
        urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=PATIENCE_S).close()
    except urllib.error.HTTPError as error:
        return error.code not in _PROXY_GETS_NO_ANSWER
    except urllib.error.URLError as error:
        return isinstance(error.reason, ssl.SSLError)
    except (OSError, ValueError):
        return False
    return True


def main(url: str) -> int:
    """Ask, and give up in time. What is no address in a network, such as a folder, is left to pip."""
    if not url.startswith(("http://", "https://")):
        return 0
    url = re.sub("//[^/@]*@", "//", url)
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(answers(url)), daemon=True)
    thread.start()
    thread.join(PATIENCE_S)
    return 0 if found == [True] else 1


if __name__ == "__main__":
    os._exit(main(sys.argv[1]))  # whatever still waits for a name server
