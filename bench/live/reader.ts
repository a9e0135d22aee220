import { type ClientRequest, get, type IncomingMessage, request } from "node:http";

export type ReaderOptions = {
  url: string;
  path: string;
  cookie: string;
  /** The stream's name. */
  connectionId: string;
  /** The last id that was seen before; empty = none. */
  after: string;
  /** What to ask for; null = nothing. */
  topics: object | null;
  /** The text of a frame that has rows or events, when it is there. */
  onFrame?: (cursor: string, text: string) => void;
};

/** One stream. It asks for its topics as a browser does: when it is connected, and again until it reads them. */
export type Reader = {
  /** When each frame with rows or events came first, by its id. */
  cursors: Map<string, number>;
  /** The last id that it saw. */
  last(): string;
  /** Whether it is connected and reads its topics. */
  isReady(): boolean;
  close(): void;
};

/** As the browser's own: a wish that was not acknowledged was lost. Twice as long each time. */
const AGAIN_MS = 2_000;
/** Heartbeats and frames of counters tell of no conversation. */
const TELLS = /^\s*data: \{"json":\{("cursor":"[^"]*",)?"events":\[(\{|\],"rows")/;

let revisions = 0;

export function openReader(options: ReaderOptions): Reader {
  const { url, path, cookie, connectionId, after, topics, onFrame } = options;
  const cursors = new Map<string, number>();
  let [tail, last, since] = ["", after, after];
  const asked = new Set<number>();
  let [isConnected, isReading] = [false, topics === null];
  let timer: NodeJS.Timeout | undefined;

  function ask(): void {
    since ||= last;
    revisions += 1;
    asked.add(revisions);
    const sent = setTopics(options, { connectionId, topics, after: since, revision: revisions });
    sent.on("error", () => undefined); // asked again
    timer = setTimeout(ask, AGAIN_MS * 2 ** (asked.size - 1));
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
      if (!TELLS.test(frame)) takeOther(frame);
      else {
        onFrame?.(last, frame);
        if (!cursors.has(last)) cursors.set(last, at);
      }
    }
    if (!isReading && !timer && last !== "") ask();
  }

  function takeOther(frame: string): void {
    if (isReading || !asked.has(Number(/"topics":(\d+)\}\}$/.exec(frame)?.[1]))) return;
    isReading = true;
    clearTimeout(timer);
  }

  const input = encodeURIComponent(JSON.stringify({ json: { connectionId } }));
  const headers = { cookie, ...(after && { "last-event-id": after }) };
  const stream = get(`${url}${path}?input=${input}`, { agent: false, headers });
  stream.on("error", () => undefined); // cut by ourselves
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

function setTopics({ url, cookie }: ReaderOptions, wish: object): ClientRequest {
  const headers = { cookie, origin: url, "content-type": "application/json" };
  const asked = request(`${url}/api/trpc/topics.set`, { method: "POST", agent: false, headers });
  asked.on("response", (answer) => answer.resume());
  asked.end(JSON.stringify({ json: wish }));
  return asked;
}
