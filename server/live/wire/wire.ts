/**
 * tRPC's SSE wire format, byte by byte (read from @trpc/server 11.22.1), so that its stock client link works with
 * raw responses. Every data message is tracked: its id is the cursor to resume after.
 */
import { type TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import type { Frame } from "@/server/contract/live/frame";

/** The subscription that the hub serves instead of tRPC: the router's `live`. */
export const LIVE_PATH = "/api/trpc/live";

export const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  connection: "keep-alive",
  vary: "trpc-accept, accept, accept-encoding",
} as const;

/** Pings keep proxies from closing a quiet stream. */
export const PING_MS = 3_000;
/** A browser that receives nothing for this long reconnects; longer than two pings. */
const RECONNECT_AFTER_MS = 8_000;
/** How soon a browser reconnects after a break; its own default is some 3 s. */
const RETRY_MS = 500;
/** The same after a refusal for load, spread over this range. */
const BUSY_RETRY_MS = { from: 2_000, to: 5_000 };

/** The first message of a stream: the link reads its options from it. */
export const CONNECTED = Buffer.from(
  `retry: ${RETRY_MS}\nevent: connected\ndata: {"reconnectAfterInactivityMs":${RECONNECT_AFTER_MS}}\n\n`,
);

export const PING = Buffer.from("event: ping\ndata: \n\n");

/**
 * A frame of events whose JSON exists already; `fields` = its other fields as JSON, each after a comma. Wrapped as
 * superjson writes plain JSON.
 */
export const frameMessage = (cursor: string, events: readonly string[], fields = ""): Buffer =>
  Buffer.from(
    `data: {"json":{"cursor":${JSON.stringify(cursor)},"events":[${events.join()}]${fields}}}\nid: ${cursor}\n\n`,
  );

/** A frame without events. */
export const publishMessage = (cursor: string, fields: Omit<Frame, "cursor" | "events">): Buffer =>
  Buffer.from(`data: ${JSON.stringify({ json: { cursor, events: [], ...fields } })}\nid: ${cursor}\n\n`);

/** The stream continues from `cursor`, with a gap before it. */
export const resetMessage = (cursor: string): Buffer => publishMessage(cursor, { reset: { cursor } });

/** Why a stream is refused, or ends. */
export type StreamRefusal = Extract<
  RefusalCode,
  "auth.required" | "auth.foreign_origin" | "input.invalid" | "server.busy"
>;

const ERRORS = {
  "auth.required": { code: "UNAUTHORIZED", httpStatus: 401 },
  "auth.foreign_origin": { code: "FORBIDDEN", httpStatus: 403 },
  "input.invalid": { code: "BAD_REQUEST", httpStatus: 400 },
  "server.busy": { code: "SERVICE_UNAVAILABLE", httpStatus: 503 },
} as const satisfies Record<StreamRefusal, { code: TRPC_ERROR_CODE_KEY; httpStatus: number }>;

/** An error in the shape of tRPC errors. The client gives up on it, except on `server.busy`: then it reconnects. */
export function errorMessage(refusal: StreamRefusal): Buffer {
  const { code, httpStatus } = ERRORS[refusal];
  const json = {
    message: refusal,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: { code, httpStatus, path: "live", refusal: { code: refusal, field: null, detail: null } },
  };
  const spread = Math.random() * (BUSY_RETRY_MS.to - BUSY_RETRY_MS.from);
  const retry = refusal === "server.busy" ? `retry: ${Math.round(BUSY_RETRY_MS.from + spread)}\n` : "";
  return Buffer.from(`${retry}event: serialized-error\ndata: ${JSON.stringify({ json })}\n\n`);
}
