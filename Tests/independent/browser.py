"""Opens a page in headless Chromium, and tells what a reader would see and what the page asked for."""

import json
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket
from tools import expect

# All figures of the page: how large each is, what is drawn in it, and which of its words lie over each other.
LOOK = """
JSON.stringify([...document.querySelectorAll('figure')].map(figure => {
  const svg = figure.querySelector('svg.plot');
  const box = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].filter(text => text.textContent.trim());
  const places = texts.map(text => text.getBoundingClientRect());
  const overlaps = [], outside = [];
  places.forEach((a, i) => {
    if (a.left < box.left - 1 || a.right > box.right + 1 || a.top < box.top - 1 || a.bottom > box.bottom + 1)
      outside.push(texts[i].textContent);
    // Turned words have boxes larger than they are.
    if (texts[i].parentNode.getAttribute('transform')?.includes('rotate')) return;
    for (let j = i + 1; j < places.length; j++) {
      const b = places[j];
      if (texts[j].parentNode.getAttribute('transform')?.includes('rotate')) continue;
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
        overlaps.push([texts[i].textContent, texts[j].textContent]);
    }
  });
  const marks = [...svg.querySelectorAll('path, use, rect, polygon, circle')].filter(mark => !mark.closest('defs'));
  return {id: figure.id, width: box.width, height: box.height, marks: marks.length, texts: texts.length, overlaps, outside,
    label: svg.getAttribute('aria-label'), caption: figure.querySelector('figcaption').textContent,
    rows: figure.querySelectorAll('tbody tr').length};
}))
"""


class Page:
    """A page that was opened, with all that happened on the way."""

    def __init__(self, path, width=1000, dark=False):
        self.errors, self.requests = [], []
        # Processes of the browser may still write to it when the first of them has ended.
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            options = [
                "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
                "--remote-allow-origins=*", f"--user-data-dir={profile}", "--disable-background-networking",
                "--disable-component-update", "--no-first-run", "about:blank",
            ]  # fmt: skip
            browser = subprocess.Popen(options, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                self._open(Path(profile), Path(path).resolve().as_uri(), width, dark)
            finally:
                browser.terminate()
                try:
                    browser.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    browser.kill()
                    browser.wait()

    def _open(self, profile, address, width, dark):
        deadline = time.monotonic() + 60
        port = profile / "DevToolsActivePort"
        while not port.exists() or not port.read_text().strip():
            expect(time.monotonic() < deadline, "Chromium doesn't start")
            time.sleep(0.05)
        number = port.read_text().split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{number}/json/list", timeout=30) as answer:
            target = next(entry for entry in json.load(answer) if entry["type"] == "page")
        self._socket = websocket.create_connection(target["webSocketDebuggerUrl"], timeout=60)
        self._number, self._isLoaded = 0, False
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=1200, deviceScaleFactor=1, mobile=False)
        self._ask("Page.navigate", url=address)
        while not self._isLoaded:
            self._receive()
        self.figures = json.loads(self._evaluate(LOOK))
        self.width = self._evaluate("document.documentElement.scrollWidth")
        self.background = self._evaluate("getComputedStyle(document.body).backgroundColor")
        # Whatever comes late.
        self._evaluate("new Promise(done => setTimeout(() => done(1), 300))", awaitPromise=True)
        self._socket.close()

    def _evaluate(self, expression, **options):
        answer = self._ask("Runtime.evaluate", expression=expression, returnByValue=True, **options)
        expect("exceptionDetails" not in answer, f"in the page: {answer}")
        return answer["result"]["value"]

    def _ask(self, method, **parameters):
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = self._receive()
            if message.get("id") == self._number:
                expect("error" not in message, f"{method}: {message.get('error')}")
                return message["result"]

    def _receive(self):
        message = json.loads(self._socket.recv())
        what = message.get("params", {})
        match message.get("method"):
            case "Page.loadEventFired":
                self._isLoaded = True
            case "Network.requestWillBeSent":
                self.requests.append(what["request"]["url"])
            case "Log.entryAdded":
                self.errors.append(what["entry"]["text"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown":
                self.errors.append(json.dumps(what)[:500])
        return message
