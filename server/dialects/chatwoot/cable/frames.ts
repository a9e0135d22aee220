/** ActionCable's protocol, as JSON texts over a WebSocket (`actioncable-v1-json`). */
import { z } from "zod";

export const SUBPROTOCOL = "actioncable-v1-json";
/** Clients that hear nothing for two of these connect again. */
export const PING_MS = 3_000;
/** The longest command of a client, in bytes. */
export const COMMAND_BYTES_MAX = 16_384;

const IDENTIFIER_CHARS_MAX = 4_000;

const command = z.object({
  command: z.enum(["subscribe", "unsubscribe", "message"]),
  identifier: z.string().max(IDENTIFIER_CHARS_MAX),
  data: z.string().optional(),
});
export type Command = z.infer<typeof command>;

/** Clients send numbers or texts. */
const id = z.union([z.number(), z.string()]).nullish();
const identifier = z.object({
  channel: z.literal("RoomChannel"),
  pubsub_token: z.string(),
  account_id: id,
  user_id: id,
});
export type RoomIdentifier = z.infer<typeof identifier>;

const performed = z.object({ action: z.string() });

/** A client's command; null for anything else. */
export const readCommand = (text: string): Command | null => parsed(command, text);
/** What a client subscribes to; null for another channel. */
export const readIdentifier = (text: string): RoomIdentifier | null => parsed(identifier, text);
/** The action of a `message`; null for anything else. */
export const readAction = ({ data = "" }: Command): string | null => parsed(performed, data)?.action ?? null;

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // no JSON
  }
}

/** An event of Chatwoot's, without the subscription it is told to. */
export type Push = { event: string; data: object };

export const WELCOME = JSON.stringify({ type: "welcome" });
export const pingFrame = (now: Date): string =>
  JSON.stringify({ type: "ping", message: Math.floor(now.getTime() / 1000) });
export const confirmFrame = (identifier: string): string =>
  JSON.stringify({ type: "confirm_subscription", identifier });
export const rejectFrame = (identifier: string): string =>
  JSON.stringify({ type: "reject_subscription", identifier });
/** `reconnect`: whether the client is to try again. */
export const disconnectFrame = (reason: string, reconnect: boolean): string =>
  JSON.stringify({ type: "disconnect", reason, reconnect });
/** `push`: the JSON of a `Push`, which all subscriptions share. */
export const pushFrame = (identifier: string, push: string): string =>
  `{"identifier":${JSON.stringify(identifier)},"message":${push}}`;
