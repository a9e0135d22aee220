import type { WidgetEvent } from "@/server/contract/channel/widget";
import { backoffMs, pause } from "./backoff";
import { bodyOf, type Client, Refused } from "./client";
import { createFrameReader, type Frame } from "./sse";

/** Without a byte for this long a stream is dead: the server sends a heartbeat every 15 s. */
const SILENCE_MS = 40_000;
/** A stream that brings nothing within this time is kept back by a proxy. */
const FIRST_BYTE_MS = 20_000;
const SILENT_STREAMS_MAX = 2;
/** Between a stream or an empty poll that ended by itself and the next one. */
const NEXT_MS = 500;

type Following = {
  client: Pick<Client, "stream" | "poll">;
  cursor: string;
  onEvent: (event: WidgetEvent) => void;
  onConnection: (isConnected: boolean) => void;
  /** The token is not valid any more. */
  onUnauthorised: () => void;
};

/** Receives events from `cursor` on until the returned function is called: by a stream, or by long polls where none arrives. */
export function follow(following: Following): () => void {
  const ended = new AbortController();
  void run(following, ended.signal);
  return () => ended.abort();
}

async function run({ client, onEvent, onConnection, ...rest }: Following, ended: AbortSignal): Promise<void> {
  let { cursor } = rest;
  let failures = 0;
  let silentStreams = 0;
  const accept = (event: WidgetEvent) => {
    if (ended.aborted) return;
    cursor = event.cursor;
    onEvent(event);
  };
  const onFrame = ({ id, data }: Frame) => {
    if (data !== null) accept(JSON.parse(data));
    cursor = id ?? cursor;
  };
  const receive = async () => {
    if (silentStreams < SILENT_STREAMS_MAX) {
      const open = (cut: AbortSignal) => client.stream(cursor, cut);
      const hadBytes = await readStream({ open, onFrame, onOpen: () => onConnection(true) }, ended);
      silentStreams = hadBytes ? 0 : silentStreams + 1;
      return NEXT_MS;
    }
    const { data, cursor: next } = await client.poll(cursor);
    if (ended.aborted) return 0;
    onConnection(true);
    for (const event of data) accept(event);
    cursor = next;
    return data.length > 0 ? 0 : NEXT_MS;
  };
  while (!ended.aborted) {
    try {
      const waitMs = await receive();
      failures = 0;
      if (waitMs > 0) await pause(waitMs, ended);
    } catch (error) {
      if (ended.aborted) return;
      if (error instanceof Refused && error.status === 401) return rest.onUnauthorised();
      failures += 1;
      onConnection(false);
      await pause(backoffMs(failures), ended);
    }
  }
}

type Reading = {
  open: (cut: AbortSignal) => Promise<Response>;
  onFrame: (frame: Frame) => void;
  onOpen: () => void;
};

/** Reads one stream to its end. Returns whether a byte came; rejects if it could not be opened or broke. */
async function readStream({ open, onFrame, onOpen }: Reading, ended: AbortSignal): Promise<boolean> {
  const cut = new AbortController();
  const abort = () => cut.abort();
  ended.addEventListener("abort", abort, { once: true });
  let timer = setTimeout(abort, FIRST_BYTE_MS);
  let hadBytes = false;
  let isOpen = false;
  try {
    const response = await open(cut.signal);
    if (!response.ok) await bodyOf(response);
    isOpen = true;
    onOpen();
    const read = createFrameReader(onFrame);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      hadBytes = true;
      clearTimeout(timer);
      timer = setTimeout(abort, SILENCE_MS);
      read(part.value);
    }
  } catch (error) {
    const isSilent = isOpen && !hadBytes && cut.signal.aborted;
    if (!isSilent) throw error;
  } finally {
    clearTimeout(timer);
    ended.removeEventListener("abort", abort);
  }
  return hadBytes;
}
