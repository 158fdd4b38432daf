"""A real HTTP server on loopback that speaks the OpenAI chat protocol by script."""

import gzip
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-very-secret-0815"


class Endpoint:
    """Answers request after request with the next step of its script, the last one again.

    A step is the text to answer with, or a function that writes to the handler. ``requests`` has
    the body of every request, ``keys`` its Authorization header.
    """

    def __init__(self):
        self.script = []
        self.requests = []
        self.keys = []
        self.url = ""
        self.closing = threading.Event()

    def says(self, *steps):
        self.script = list(steps)

    def next_step(self):
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    @property
    def prompt(self):
        """The last prompt."""
        return self.requests[-1]["messages"][-1]["content"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True  # the client went away

    def do_POST(self):
        endpoint = self.server.endpoint
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        endpoint.requests.append(body)
        endpoint.keys.append(self.headers["Authorization"])
        step = endpoint.next_step()
        try:
            if callable(step):
                step(self)
            elif body.get("stream"):
                self.stream(step)
            else:
                self.json(200, whole(step))
        except OSError:
            self.close_connection = True  # the client went away

    def json(self, status, value, **headers):
        self.send(status, json.dumps(value).encode(), "application/json", **headers)

    def send(self, status, data, kind, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def stream(self, text, end="stop", pause=0.0):
        """Send ``text`` in pieces of five characters; ``end`` is the finish reason, if any."""
        self.start()
        for at in range(0, len(text), 5):
            self.event(chunk(text[at : at + 5]))
            time.sleep(pause)
        if end:
            self.event(chunk("", end))
        self.data(b"data: [DONE]\n\n")
        self.data(b"")

    def start(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def event(self, value):
        self.data(b"data: " + json.dumps(value).encode() + b"\n\n")

    def data(self, data):
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, *args):
        pass


def chunk(text, end=None):
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": end}
    head = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    return {**head, "choices": [choice]}


def whole(text):
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    head = {"id": "x", "object": "chat.completion", "created": 1, "model": "scripted"}
    return {**head, "choices": [choice]}


def fails(status, **headers):
    """A step that fails with ``status``; the message repeats the key, as real services do."""

    def step(handler):
        error = {"message": f"Incorrect API key provided: {KEY}", "code": "x"}
        handler.json(status, {"error": error}, **headers)

    return step


def malformed(handler):
    handler.start()
    handler.event(chunk("绿茶"))
    handler.data(b"data: {not json\n\n")
    handler.data(b"")


def cut_off(text):
    """A step that sends ``text`` and drops the connection."""

    def step(handler):
        handler.start()
        handler.event(chunk(text))
        handler.close_connection = True

    return step


def hangs(handler):
    """Read the request and never answer."""
    handler.server.endpoint.closing.wait(30)
    handler.close_connection = True


def redirects(address):
    """A step that sends the client to another address."""

    def step(handler):
        handler.send(307, b"", "text/plain", Location=f"{address}/chat/completions")

    return step


def compressed(handler):
    body = gzip.compress(json.dumps(whole("绿茶")).encode())
    handler.send(200, body, "application/json", Content_Encoding="gzip")


def never_ends_a_line(handler):
    """A stream whose first line goes on and on."""
    handler.start()
    handler.data(b"data: ")
    while not handler.server.endpoint.closing.is_set():
        handler.data(b"x" * 65536)


def web_page(handler):
    handler.send(200, b"<html><p>Welcome</p></html>", "text/html")


def reports_error(handler):
    handler.start()
    handler.event({"error": {"message": f"out of memory {KEY}", "type": "server_error"}})
    handler.data(b"")


@contextmanager
def serving():
    """Serve until the block ends."""
    endpoint = Endpoint()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.endpoint = endpoint
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
