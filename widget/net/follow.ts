import type { WidgetEvent } from "@/server/contract/channel/widget";
import { backoffMs } from "./backoff";
import { type Client, Refused, bodyOf } from "./client";
import { createFrameReader } from "./sse";

/** Without a byte for this long a stream is dead: the server sends a heartbeat every 15 s. */
const SILENCE_MS = 40_000;
/** A stream that brings nothing within this time is kept back by a proxy. */
const FIRST_BYTE_MS = 20_000;
const SILENT_STREAMS_MAX = 2;

type Following = {
  client: Client;
  cursor: string;
  onEvent: (event: WidgetEvent) => void;
  onConnection: (isConnected: boolean) => void;
  /** The token is not valid any more. */
  onUnauthorised: () => void;
};

/** Receives events from `cursor` on until the returned function is called: by a stream, or by long polls where none arrives. */
export function follow({ client, cursor, onEvent, onConnection, onUnauthorised }: Following): () => void {
  const ended = new AbortController();
  const accept = (event: WidgetEvent) => {
    cursor = event.cursor;
    onEvent(event);
  };
  const run = async () => {
    let failures = 0;
    let silentStreams = 0;
    while (!ended.signal.aborted) {
      try {
        if (silentStreams < SILENT_STREAMS_MAX) {
          const hadBytes = await readStream(client, cursor, accept, () => onConnection(true), ended.signal);
          silentStreams = hadBytes ? 0 : silentStreams + 1;
        } else {
          const { data, cursor: next } = await client.poll(cursor);
          onConnection(true);
          if (!ended.signal.aborted) for (const event of data) accept(event);
          cursor = next;
        }
        failures = 0;
      } catch (error) {
        if (ended.signal.aborted) return;
        if (error instanceof Refused && error.status === 401) return onUnauthorised();
        failures += 1;
        onConnection(false);
        await pause(backoffMs(failures), ended.signal);
      }
    }
  };
  void run();
  return () => ended.abort();
}

/** Reads one stream to its end. Returns whether a byte came; rejects if it could not be opened or broke. */
async function readStream(
  client: Client,
  cursor: string,
  accept: (event: WidgetEvent) => void,
  onOpen: () => void,
  ended: AbortSignal,
): Promise<boolean> {
  const cut = new AbortController();
  const abort = () => cut.abort();
  ended.addEventListener("abort", abort, { once: true });
  let timer = setTimeout(abort, FIRST_BYTE_MS);
  let hadBytes = false;
  try {
    const response = await client.stream(cursor, cut.signal);
    if (!response.ok || !response.body) await bodyOf(response);
    onOpen();
    const read = createFrameReader((frame) => accept(JSON.parse(frame.data)));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      hadBytes = true;
      clearTimeout(timer);
      timer = setTimeout(abort, SILENCE_MS);
      read(part.value);
    }
  } catch (error) {
    if (hadBytes || !cut.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    ended.removeEventListener("abort", abort);
  }
  return hadBytes;
}

/** Ends early when the browser is connected again. */
function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      removeEventListener("online", finish);
      ended.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    addEventListener("online", finish);
    ended.addEventListener("abort", finish);
  });
}
