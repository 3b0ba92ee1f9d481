"""A web server on this machine, with the faults that real ones have."""

import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Serves ``files``; a path in ``faults`` is answered in another way. Notes what it is asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, str] = {}
        self.asked: list[str] = []
        self.done = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.lstrip("/")
        self.server.asked.append(name)
        fault, content = self.server.faults.get(name), self.server.files.get(name)
        if fault == "missing" or content is None:
            self.send_error(404)
            return
        if fault == "wrong content":
            content = b"<html>please sign in</html>"
        if fault == "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
        self.send_response(200)
        if fault not in ("no length", "endless"):
            self.send_header("Content-Length", str(len(content) + (fault == "longer")))
        self.end_headers()
        while fault == "endless":
            try:
                self.wfile.write(b"x" * 65536)
            except OSError:
                return
        self.wfile.write(content[: len(content) // 2] if fault in ("cut", "stall", "interrupt") else content)
        if fault in ("stall", "interrupt"):
            self.wfile.flush()
            self.server.done.wait()

    def log_message(self, *args):
        pass
