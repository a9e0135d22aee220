/** WuKongIM's JSON-RPC, as JSON texts over a WebSocket. Absent `jsonrpc` is accepted. */
import { z } from "zod";
import { isTooDeep } from "@/server/contract/_shared/input-fault";
import type { Codec, Notice, Received, Reply } from "./codec";
import {
  type ConnectParams,
  PARAMS,
  type RecvackParams,
  type RequestId,
  RPC,
  type RpcError,
  requestId,
  type SendParams,
  sentenceOf,
  settingOf,
} from "./requests";

const anything = z.unknown().optional();
const { connect, send, recvack } = PARAMS;
const METHODS = { connect, send, recvack, ping: anything, disconnect: anything } as const;
type Method = keyof typeof METHODS;

/** A client's request; `id` null: it wants no answer. */
export type ClientFrame = { id: RequestId | null } & (
  | { method: "connect"; params: ConnectParams }
  | { method: "send"; params: SendParams }
  | { method: "recvack"; params: RecvackParams }
  | { method: "ping" | "disconnect"; params: unknown }
);
/** Why a frame is none; answered with its id, if it could be read. */
export type BadFrame = { id: RequestId | null; error: RpcError };

const envelope = z.object({ id: requestId.nullish(), method: z.string(), params: z.unknown().optional() });

/** Reads a client's frame: a text, whose first character is `{`. */
export function readFrame(frame: string): ClientFrame | BadFrame {
  const parsed = parseJson(frame);
  if (parsed === undefined) return refused(null, RPC.parse, "The frame is no JSON object.");
  if (isTooDeep(frame)) return refused(idOf(parsed), RPC.request, "The frame is nested too deep.");
  const request = envelope.safeParse(parsed);
  if (!request.success) return refused(idOf(parsed), RPC.request, sentenceOf(request.error));
  const { id: given = null, method, params } = request.data;
  if (!isMethod(method)) return refused(given, RPC.method, `There is no method ${method.slice(0, 50)}.`);
  const read = METHODS[method].safeParse(params);
  if (!read.success) return refused(given, RPC.params, sentenceOf(read.error));
  return { id: given, method, params: read.data } as ClientFrame; // the schema of this method
}

const isMethod = (name: string): name is Method => Object.hasOwn(METHODS, name);

function parseJson(frame: string): unknown {
  if (!frame.startsWith("{")) return undefined;
  try {
    return JSON.parse(frame);
  } catch {
    return undefined;
  }
}

const idOf = (frame: unknown): RequestId | null =>
  z.object({ id: requestId }).safeParse(frame).data?.id ?? null;

const refused = (given: RequestId | null, code: number, message: string): BadFrame => ({
  id: given,
  error: { code, message },
});

/** A payload as clients get it: an object if it is the JSON of one and can be written again, else base64. */
export function payloadJson(bytes: Buffer): object | string | null {
  if (bytes.length === 0) return null;
  const text = bytes.toString("utf8");
  const parsed = isTooDeep(text) ? null : parseJson(text);
  return typeof parsed === "object" && parsed !== null ? parsed : bytes.toString("base64");
}

/** JSON-RPC on one connection. */
export const jsonRpcCodec: Codec = {
  repeatsUnanswered: false,
  read(data) {
    const frame = readFrame(String(data));
    if ("error" in frame) return [{ answer: errorFrame(frame), isFatal: false }];
    return [{ ...frame, reply: replyTo(frame.id) }];
  },
  notice: (notice) => textOf(notice),
  disconnect: (reasonCode, reason) => notification("disconnect", { reasonCode, reason }),
};

const replyTo = (given: RequestId | null): Reply<object> => ({
  result: (result) => (given === null ? null : frame({ id: given, result })),
  error: (error) => errorFrame({ id: given, error }),
});

/** Those who receive the same share its text. */
const texts = new WeakMap<Notice, string>();

function textOf(notice: Notice): string {
  const text = texts.get(notice) ?? noticeFrame(notice);
  texts.set(notice, text);
  return text;
}

function noticeFrame({ kind, message }: Notice): string {
  const params = recvParams(message);
  if (kind === "message") return notification("recv", params);
  const { messageId: id, timestamp } = message;
  return notification("event", { id, type: "messageChanged", timestamp, data: JSON.stringify(params) });
}

const recvParams = ({ topic, expire, payload, setting, header, ...message }: Received): object => ({
  header,
  setting: settingOf(setting),
  ...message,
  ...(topic === undefined ? {} : { topic }),
  expire,
  payload: payloadJson(payload),
});

const frame = (body: object): string => JSON.stringify({ jsonrpc: "2.0", ...body });
const errorFrame = ({ id: given, error }: BadFrame): string => frame({ id: given, error });
const notification = (method: "recv" | "event" | "disconnect", params: object): string =>
  frame({ method, params });
