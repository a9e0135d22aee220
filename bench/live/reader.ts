import { type ClientRequest, get, type IncomingMessage, request } from "node:http";

export type ReaderOptions = {
  url: string;
  path: string;
  cookie: string;
  /** The stream's name. */
  connectionId: string;
  /** The last id that was seen before; empty = none. */
  after: string;
  /** The topics to request; null = none. */
  topics: object | null;
  /** Receives the text of each frame with rows or events. */
  onFrame?: (cursor: string, text: string) => void;
};

/** One stream. It requests its topics as a browser does: when it is connected, and again until they are acknowledged. */
export type Reader = {
  /** When each frame with rows or events first arrived, by its id. */
  cursors: Map<string, number>;
  /** The last id that it saw. */
  last(): string;
  /** Whether it is connected and reads its topics. */
  isReady(): boolean;
  close(): void;
};

/** As in the browser: a request without acknowledgement is sent again, each time after twice as long. */
const AGAIN_MS = 2_000;
/** Matches frames with rows or events, not heartbeats or frames of counters. */
const HAS_ROWS_OR_EVENTS = /^\s*data: \{"json":\{("cursor":"[^"]*",)?"events":\[(\{|\],"rows")/;

let revisions = 0;

export function openReader(options: ReaderOptions): Reader {
  const { url, path, cookie, connectionId, after, topics, onFrame } = options;
  const cursors = new Map<string, number>();
  let [tail, last, since] = ["", after, after];
  const requested = new Set<number>();
  let [isConnected, isReading] = [false, topics === null];
  let timer: NodeJS.Timeout | undefined;

  function requestTopics(): void {
    since ||= last;
    revisions += 1;
    requested.add(revisions);
    const sent = setTopics(options, { connectionId, topics, after: since, revision: revisions });
    sent.on("error", () => undefined); // sent again by the timer
    timer = setTimeout(requestTopics, AGAIN_MS * 2 ** (requested.size - 1));
  }

  function take(text: string): void {
    isConnected = true;
    const all = tail + text;
    const end = all.lastIndexOf("\n\n") + 2;
    tail = end === 1 ? all : all.slice(end);
    const at = performance.timeOrigin + performance.now();
    for (let id = all.indexOf("\nid: "); id >= 0 && id < end; id = all.indexOf("\nid: ", id + 1)) {
      last = all.slice(id + 5, all.indexOf("\n", id + 5));
      const frame = all.slice(Math.max(0, all.lastIndexOf("\n\n", id)), id);
      if (!HAS_ROWS_OR_EVENTS.test(frame)) takeOther(frame);
      else {
        onFrame?.(last, frame);
        if (!cursors.has(last)) cursors.set(last, at);
      }
    }
    if (!isReading && !timer && last !== "") requestTopics();
  }

  function takeOther(frame: string): void {
    if (isReading || !requested.has(Number(/"topics":(\d+)\}\}$/.exec(frame)?.[1]))) return;
    isReading = true;
    clearTimeout(timer);
  }

  const input = encodeURIComponent(JSON.stringify({ json: { connectionId } }));
  const headers = { cookie, ...(after && { "last-event-id": after }) };
  const stream = get(`${url}${path}?input=${input}`, { agent: false, headers });
  stream.on("error", () => undefined); // `close` destroys it
  stream.on("response", (response: IncomingMessage) => {
    response.setEncoding("latin1");
    response.on("error", () => undefined);
    response.on("data", take);
  });
  return {
    cursors,
    last: () => last,
    isReady: () => isConnected && isReading,
    close() {
      clearTimeout(timer);
      stream.destroy();
    },
  };
}

function setTopics({ url, cookie }: ReaderOptions, topicRequest: object): ClientRequest {
  const headers = { cookie, origin: url, "content-type": "application/json" };
  const sent = request(`${url}/api/trpc/topics.set`, { method: "POST", agent: false, headers });
  sent.on("response", (answer) => answer.resume());
  sent.end(JSON.stringify({ json: topicRequest }));
  return sent;
}
