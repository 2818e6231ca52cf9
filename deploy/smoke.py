"""Ask a web server of the site for its home page, as the proxy in front does.

    python -m deploy.smoke 8001

Ends with 0 once the page came, and with 1 where that took too long.
"""

import http.client
import os
import sys
import time

import environ

PATIENCE = 60  # seconds in which a web server has to have started
LANGUAGE = "pl"


def answers(port: int, host: str) -> bool:
    """Return whether the home page comes with 200 and is whole."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "::1"}
    try:
        connection.request("GET", f"/{LANGUAGE}/", headers=headers)
        answer = connection.getresponse()
        return answer.status == 200 and b"</html>" in answer.read()
    except OSError:
        return False
    finally:
        connection.close()


def main() -> int:
    """Ask until the page comes; return the status to end with."""
    environ.Env.read_env(".env")
    host = os.environ["ALLOWED_HOSTS"].split(",")[0]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answers(int(sys.argv[1]), host):
            return 0
        time.sleep(0.5)
    return 1


if __name__ == "__main__":
    sys.exit(main())
