/** The requests of clients over a socket, in JSON-RPC or in packets, and their results. */
import { z } from "zod";
import { PAYLOAD_BYTES_MAX, UID_CHARS_MAX } from "@/server/dialects/wukongim/domain/limits";

/** Where clients connect; `?inbox=` names the inbox by its public identifier, `&device=` the device. */
export const SOCKET_PATH = "/wukongim/ws";

/** The longest frame of a client, in bytes: a payload in base64 with everything around it. */
export const FRAME_BYTES_MAX = 128 * 1024;

const TEXT_CHARS_MAX = 500;
const SECONDS_MAX = 2 ** 31 - 1;

/** The codes of JSON-RPC. */
export const RPC = { parse: -32_700, request: -32_600, method: -32_601, params: -32_602, internal: -32_603 };
/** WuKongIM's reasons, beside those of the channels' rules. */
export const SOCKET_REASONS = {
  success: 1,
  authFail: 2,
  notSubscriber: 3,
  messageKey: 8,
  payload: 9,
  kicked: 12,
  system: 15,
  clientKey: 21,
  rateLimit: 22,
} as const;

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
/** The number by which a client knows its request. */
export const requestId = z.union([z.string().max(TEXT_CHARS_MAX), z.number().int()]);
export type RequestId = z.infer<typeof requestId>;

const header = z
  .object({ noPersist: flag, redDot: flag, syncOnce: flag, dup: flag })
  .nullish()
  .transform((named) => named ?? { noPersist: null, redDot: null, syncOnce: null, dup: null });

const setting = z
  .object({ receipt: flag, signal: flag, stream: flag, topic: flag })
  .nullish()
  .transform((named) => settingByte(named ?? {}));

type Setting = Partial<Record<"receipt" | "signal" | "stream" | "topic", boolean | null>>;

/** The setting's bits as WuKongIM packs them. */
export const settingByte = ({ receipt, signal, stream, topic }: Setting): number =>
  (receipt ? 0x80 : 0) | (signal ? 0x20 : 0) | (topic ? 0x08 : 0) | (stream ? 0x02 : 0);

/** The named bits of a setting. */
export const settingOf = (byte: number) => ({
  receipt: (byte & 0x80) !== 0,
  signal: (byte & 0x20) !== 0,
  topic: (byte & 0x08) !== 0,
  stream: (byte & 0x02) !== 0,
});

const connect = z.object({
  uid: text(UID_CHARS_MAX).min(1),
  token: text(TEXT_CHARS_MAX),
  deviceId: text(TEXT_CHARS_MAX).nullish(),
  /** 0 app, 1 web, 2 PC. */
  deviceFlag: z.number().int().min(0).max(255).default(0),
  clientTimestamp: z.number().nullish(),
});

const channel = {
  channelId: text(UID_CHARS_MAX).min(1),
  channelType: z.number().int().min(0).max(255),
};

const send = z.object({
  ...channel,
  clientMsgNo: text(TEXT_CHARS_MAX).nullish(),
  /** An object, the base64 of bytes, or null. */
  payload: z
    .union([z.record(z.string(), z.unknown()), z.string(), z.null()])
    .optional()
    .transform(payloadBytes)
    .refine(({ length }) => length <= PAYLOAD_BYTES_MAX, "is too long"),
  header,
  setting,
  topic: text(TEXT_CHARS_MAX).nullish(),
  expire: count.nullish(),
});

/** The bytes of a payload: JSON of an object, the decoded bytes of base64 or of any other text its own. */
function payloadBytes(payload: Record<string, unknown> | string | null | undefined): Buffer {
  if (payload == null) return Buffer.alloc(0);
  if (typeof payload !== "string") return Buffer.from(JSON.stringify(payload));
  const isBase64 = payload.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(payload);
  return Buffer.from(payload, isBase64 ? "base64" : "utf8");
}

const recvack = z.object({
  messageId: z.string().max(40),
  messageSeq: count.nullish(),
});

const subscribe = z.object(channel);

/** The parameters of each request that has any. */
export const PARAMS = { connect, send, recvack, subscribe } as const;

export type ConnectParams = z.infer<typeof connect>;
export type SendParams = z.infer<typeof send>;
export type RecvackParams = z.infer<typeof recvack>;
export type SubscribeParams = z.infer<typeof subscribe>;

/** The answer to a connection. `timeDiff`: how far the server's clock is ahead of the client's, in ms. */
export type ConnectResult = {
  serverKey: string;
  salt: string;
  timeDiff: number;
  reasonCode: number;
  serverVersion: number;
  nodeId: number;
};

/** The answer to a message. */
export type SendResult = { messageId: string; messageSeq: number; reasonCode: number };

/** Why a request was not done. */
export type RpcError = { code: number; message: string; data?: object };

/** An error for the client. */
export class RpcRefusal extends Error {
  readonly error: RpcError;

  constructor(error: RpcError) {
    super(error.message);
    this.name = "RpcRefusal";
    this.error = error;
  }
}

/** What is wrong with parameters, as a sentence. */
export function sentenceOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  const path = issue?.path.join(".") ?? "";
  return `${path === "" ? "The frame" : path}: ${issue?.message ?? "is invalid"}.`;
}
