/** WuKongIM's JSON-RPC, as JSON texts over a WebSocket. Absent `jsonrpc` is accepted. */
import { z } from "zod";
import { isTooDeep } from "@/server/contract/_shared/input-fault";
import { PAYLOAD_BYTES_MAX, UID_CHARS_MAX } from "@/server/dialects/wukongim/domain/limits";

/** Where clients connect; `?inbox=` names the inbox by its public identifier. */
export const SOCKET_PATH = "/wukongim/ws";

/** The longest frame of a client, in bytes: a payload in base64 with everything around it. */
export const FRAME_BYTES_MAX = 128 * 1024;

const TEXT_CHARS_MAX = 500;
const SECONDS_MAX = 2 ** 31 - 1;

/** The codes of JSON-RPC. */
export const RPC = { parse: -32_700, request: -32_600, method: -32_601, params: -32_602, internal: -32_603 };
/** WuKongIM's reasons, beside those of the channels' rules. */
export const SOCKET_REASONS = { success: 1, authFail: 2, kicked: 12, system: 15, rateLimit: 22 } as const;

/** What Postgres can store: no zero characters. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\0]*$/, "contains a zero character");
/** Clients send 0 and 1, or false and true. */
const flag = z
  .union([z.boolean(), z.literal(0), z.literal(1)])
  .transform(Boolean)
  .nullish()
  .transform((value) => value ?? null);
const count = z.number().int().min(0).max(SECONDS_MAX);
const id = z.union([z.string().max(TEXT_CHARS_MAX), z.number().int()]);
export type RequestId = z.infer<typeof id>;

const header = z
  .object({ noPersist: flag, redDot: flag, syncOnce: flag, dup: flag })
  .nullish()
  .transform((given) => given ?? { noPersist: null, redDot: null, syncOnce: null, dup: null });

const setting = z
  .object({ receipt: flag, signal: flag, stream: flag, topic: flag })
  .nullish()
  .transform((given) => given ?? { receipt: null, signal: null, stream: null, topic: null });

const connect = z.object({
  uid: text(UID_CHARS_MAX).min(1),
  token: text(TEXT_CHARS_MAX),
  deviceId: text(TEXT_CHARS_MAX).nullish(),
  /** 0 app, 1 web, 2 PC. */
  deviceFlag: z.number().int().min(0).max(255).default(0),
  clientTimestamp: z.number().nullish(),
});

const send = z.object({
  clientMsgNo: text(TEXT_CHARS_MAX).nullish(),
  channelId: text(UID_CHARS_MAX).min(1),
  channelType: z.number().int().min(0).max(255),
  /** An object, the base64 of bytes, or null. */
  payload: z.union([z.record(z.string(), z.unknown()), z.string(), z.null()]).optional(),
  header,
  setting,
  topic: text(TEXT_CHARS_MAX).nullish(),
  expire: count.nullish(),
});

const recvack = z.object({
  messageId: z.string().max(40),
  messageSeq: count.nullish(),
});

const anything = z.unknown().optional();
const METHODS = { connect, send, recvack, ping: anything, disconnect: anything } as const;
type Method = keyof typeof METHODS;

export type ConnectParams = z.infer<typeof connect>;
export type SendParams = z.infer<typeof send>;
export type RecvackParams = z.infer<typeof recvack>;

/** A client's request; `id` null: it wants no answer. */
export type ClientFrame = { id: RequestId | null } & (
  | { method: "connect"; params: ConnectParams }
  | { method: "send"; params: SendParams }
  | { method: "recvack"; params: RecvackParams }
  | { method: "ping" | "disconnect"; params: unknown }
);
export type RpcError = { code: number; message: string; data?: object };
/** Why a frame is none; answered with its id, if it could be read. */
export type BadFrame = { id: RequestId | null; error: RpcError };

const envelope = z.object({ id: id.nullish(), method: z.string(), params: z.unknown().optional() });

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

const idOf = (frame: unknown): RequestId | null => z.object({ id }).safeParse(frame).data?.id ?? null;

function sentenceOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  const path = issue?.path.join(".") ?? "";
  return `${path === "" ? "The frame" : path}: ${issue?.message ?? "is invalid"}.`;
}

const refused = (given: RequestId | null, code: number, message: string): BadFrame => ({
  id: given,
  error: { code, message },
});

/**
 * The bytes of a payload: JSON of an object, the decoded bytes of base64 or of any other text its own. Null: it has too many.
 */
export function readPayload(payload: SendParams["payload"]): Buffer | null {
  const bytes = payloadBytes(payload);
  return bytes.length > PAYLOAD_BYTES_MAX ? null : bytes;
}

function payloadBytes(payload: SendParams["payload"]): Buffer {
  if (payload == null) return Buffer.alloc(0);
  if (typeof payload !== "string") return Buffer.from(JSON.stringify(payload));
  const isBase64 = payload.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(payload);
  return Buffer.from(payload, isBase64 ? "base64" : "utf8");
}

/** A payload as clients get it: an object if it is the JSON of one and can be written again, else base64. */
export function payloadJson(bytes: Buffer): object | string | null {
  if (bytes.length === 0) return null;
  const text = bytes.toString("utf8");
  const parsed = isTooDeep(text) ? null : parseJson(text);
  return typeof parsed === "object" && parsed !== null ? parsed : bytes.toString("base64");
}

/** The setting's bits as WuKongIM packs them. */
export const settingByte = ({ receipt, signal, stream, topic }: SendParams["setting"]): number =>
  (receipt ? 0x80 : 0) | (signal ? 0x20 : 0) | (topic ? 0x08 : 0) | (stream ? 0x02 : 0);

export const settingOf = (byte: number) => ({
  receipt: (byte & 0x80) !== 0,
  signal: (byte & 0x20) !== 0,
  topic: (byte & 0x08) !== 0,
  stream: (byte & 0x02) !== 0,
});

const frame = (body: object): string => JSON.stringify({ jsonrpc: "2.0", ...body });

export const resultFrame = (given: RequestId, result: object): string => frame({ id: given, result });
export const errorFrame = ({ id: given, error }: BadFrame): string => frame({ id: given, error });
export const notification = (method: "recv" | "event" | "disconnect", params: object): string =>
  frame({ method, params });
