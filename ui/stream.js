// Gradio ends the stream of a page's events when nothing is under way. A question sent in that very
// moment counts on a stream that is already closing, and would wait for ever (Gradio 6.31). So where
// an end arrives while something sent has no answer yet, the stream is taken up again instead.
(() => {
  "use strict";
  const plain = window.fetch.bind(window);
  const sending = new Set();
  const underWay = new Set();

  const send = (input, init) => {
    const sent = plain(input, init);
    const noted = sent
      .then((response) => response.clone().json())
      .then((told) => told.event_id && underWay.add(told.event_id))
      .catch(() => {}) // Gradio tells of it
      .finally(() => sending.delete(noted));
    sending.add(noted);
    return sent;
  };

  const isNeeded = async () => {
    await Promise.all(sending);
    return underWay.size > 0;
  };

  const messageOf = (event) => {
    try {
      return JSON.parse(event.slice(event.indexOf("{")));
    } catch {
      return {};
    }
  };

  const lasting = (first, anew) => {
    let reader = first.getReader();
    const out = new TextEncoder();
    let text = new TextDecoder();
    let rest = "";
    const pull = async (controller) => {
      for (let passed = 0; !passed; ) {
        const { value, done } = await reader.read();
        if (done) return controller.close();
        const events = (rest + text.decode(value, { stream: true })).split("\n\n");
        rest = events.pop();
        for (const event of events) {
          const { msg, event_id: id } = messageOf(event);
          if (msg === "process_completed") underWay.delete(id);
          if (msg === "unexpected_error") underWay.clear();
          if (msg === "close_stream" && (await isNeeded())) {
            const again = await anew();
            if (again.ok) {
              [reader, text, rest] = [again.body.getReader(), new TextDecoder(), ""];
              break;
            }
          }
          controller.enqueue(out.encode(`${event}\n\n`));
          passed += 1;
        }
      }
    };
    return new ReadableStream({ pull, cancel: (reason) => reader.cancel(reason) });
  };

  window.fetch = async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input, location.href).pathname;
    if (address.endsWith("/queue/join")) return send(input, init);
    if (!address.endsWith("/queue/data")) return plain(input, init);
    const anew = () => plain(input instanceof Request ? input.clone() : input, init);
    const response = await anew();
    if (!response.ok) return response;
    const { status, headers } = response;
    return new Response(lasting(response.body, anew), { status, headers });
  };
})();
