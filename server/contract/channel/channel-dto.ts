import { z } from "zod";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { attributes, instant, type JsonObject } from "@/server/contract/_shared/primitives";
import type { ChannelCapabilities } from "@/server/domain/inbox/channel-traits";
import { numberHealth } from "./number-health";

/** A kind of channel. `settings`: JSON Schema 2020-12, secrets are `writeOnly`. */
export const channelDto = z.object({
  kind: z.string(),
  name: z.string(),
  settings: attributes,
  capabilities: z.object({
    attachments: z.boolean(),
    edit: z.boolean(),
    delete: z.boolean(),
    takeBack: z.boolean(),
    typing: z.boolean(),
    delivered: z.boolean(),
    read: z.boolean(),
    templates: z.boolean(),
    /** Null: the inbox's own limit. */
    textCharsMax: z.number().int().nullable(),
    quotes: z.boolean(),
    /** Null: the server's own limit. */
    filesMax: z.number().int().nullable(),
    /** Of a text with files. Null: those of any text. */
    captionCharsMax: z.number().int().nullable(),
  } satisfies Record<keyof ChannelCapabilities, z.ZodType>),
});
export type ChannelDto = z.infer<typeof channelDto>;

/** What a check found, as `/v1` answers it: `error` stops messages, `warning` may, `ok` works. `message` is in English. */
export const channelFinding = z.object({
  level: z.enum(["error", "warning", "ok"]),
  code: z.string(),
  message: z.string(),
});

/**
 * The same for screens, which show it in the reader's language. `params`: what the sentence of the code is about
 * (`channel-finding.ts`); without them, and for a code that a screen does not know, it shows `message`.
 */
export type ChannelFinding = z.infer<typeof channelFinding> & {
  params?: Readonly<Record<string, string | number>>;
};

/** How a phone is connected with an inbox: by a QR code, as the address of a picture, which somebody scans with it. It is stored and logged nowhere. */
export type ChannelPairing = { isConnected: boolean; qrCode: string | null; error: string | null };

/** Whether a channel reaches its provider. `off`: nothing is connected, and nobody tries. */
export const CHANNEL_STATES = ["connected", "connecting", "disconnected", "off"] as const;

/** Mail that arrived for an inbox and was not stored. */
export const refusedMailDto = z.object({
  /** Its Message-ID without <>, or a digest of what is known of it. */
  id: z.string(),
  at: instant,
  from: z.string().nullable(),
  subject: z.string(),
  code: z.string(),
  /** Why, in English. */
  reason: z.string(),
  bytes: z.number().int().nonnegative(),
});
export type RefusedMailDto = z.infer<typeof refusedMailDto>;

export const channelHealthDto = z.object({
  state: z.enum(CHANNEL_STATES),
  /** Since when it has this state. */
  since: instant,
  lastInAt: instant.nullable(),
  lastOutAt: instant.nullable(),
  /** Why it is disconnected. */
  error: z.string().nullable(),
  nextTryAt: instant.nullable(),
  /** Whether a process keeps a connection for it, which can be made anew. */
  hasConnection: z.boolean(),
  /** Mail of the last 30 days that arrived and was not stored, and the newest of it. Absent = none. `count` is at most 100. */
  refused: z
    .object({
      count: z.number().int().positive(),
      last: refusedMailDto,
    })
    .optional(),
  ...numberHealth,
  /** Messages of seven days that are in no history: readers lack them after a refresh. The newest 10,000 of the account. */
  notKept: z.object({
    count: z.number().int(),
    senders: z.array(z.object({ name: z.string().nullable(), count: z.number().int() })),
  }),
});
export type ChannelHealthDto = z.infer<typeof channelHealthDto>;

/** An inbox with the settings of its channel, secrets included. */
export type ConnectedInbox<S = JsonObject> = {
  accountId: number;
  inbox: InboxDto;
  settings: S;
  /** Stores a refresh token of the channel in place of the one that it renews. */
  keepRefreshToken: (change: { from: string; to: string }) => Promise<void>;
};
