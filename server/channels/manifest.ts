import type { IncomingMessage } from "node:http";
import type { Hono } from "hono";
import type { Logger } from "pino";
import type { z } from "zod";
import type { Services } from "@/server/commands/_run/services";
import type { Sender } from "@/server/contract/channel/callback-body";
import type { ChannelFinding, ChannelPairing, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import type { ListedTemplates } from "@/server/contract/channel/channel-template";
import type { Channel } from "@/server/domain/inbox/channel";

/** What a channel's work has of the process. */
export type ChannelParts = {
  services: Pick<Services, "database" | "run" | "changes" | "now" | "files" | "fileLimits" | "uploads">;
  log: Logger;
  /** Where addresses of this installation begin, without a final slash. */
  baseUrl: string;
  dataDir: string;
};

/** What the app sets for every request. */
export type ChannelEnv = {
  Variables: { requestId: string; services: Services };
  /** Set by Tickline's own server; absent where Next calls the app. */
  Bindings: { incoming?: IncomingMessage };
};

/** A part that runs until it is closed. */
type Closable = { close(): void | Promise<void> };

/**
 * A kind of channel. All but the settings is optional: a kind whose messages a program takes at the inbox's callback URL needs
 * nothing more. What it can do is in its traits.
 */
export type ChannelManifest<S extends z.ZodObject = z.ZodObject> = {
  kind: Channel;
  settings: S;
  /** Examines an inbox's settings, and whatever they lead to. Resolves within ten seconds; faults outside are findings. */
  check?(connected: ConnectedInbox<z.output<S>>): Promise<ChannelFinding[]>;
  /** What connects a phone with an inbox now. Resolves within ten seconds; faults outside are its error. */
  pair?(connected: ConnectedInbox<z.output<S>>): Promise<ChannelPairing>;
  /** The templates of an inbox's provider, where its traits have `templates`. */
  listTemplates?(connected: ConnectedInbox<z.output<S>>): Promise<ListedTemplates>;
  /** Its routes, with full paths below `/channels/{kind}/`. */
  routes?(): Hono<ChannelEnv>;
  /** Takes messages out, where its traits have `sending: "sender"`. */
  openSender?(parts: ChannelParts): Closable & { sender: Sender };
  /** Work of the worker without a request: connections that bring messages in. */
  open?(parts: ChannelParts): Closable;
};

/** A manifest whose settings have any shape: its functions get what is stored. */
export type DefinedChannel = Omit<ChannelManifest, "check" | "pair" | "listTemplates"> & {
  check(connected: ConnectedInbox): Promise<ChannelFinding[]>;
  /** Null: phones are not connected with its inboxes. */
  pair(connected: ConnectedInbox): Promise<ChannelPairing | null>;
  listTemplates(connected: ConnectedInbox): Promise<ListedTemplates>;
};

/** What is wrong with stored settings, which an earlier release accepted. */
export const OUTDATED_SETTINGS = "The settings of the channel are no longer valid. Save them again.";
const OUTDATED = { level: "error", code: "settings_outdated", message: OUTDATED_SETTINGS } as const;

/** Erases the type of a manifest's settings, so that kinds can stand in one list. */
export function defineChannel<S extends z.ZodObject>(manifest: ChannelManifest<S>): DefinedChannel {
  const { check, pair, listTemplates } = manifest;
  return {
    ...manifest,
    async check(connected) {
      const read = manifest.settings.safeParse(connected.settings);
      if (!read.success) return [OUTDATED];
      return (await check?.({ ...connected, settings: read.data })) ?? [];
    },
    async pair(connected) {
      if (!pair) return null;
      const read = manifest.settings.safeParse(connected.settings);
      if (!read.success) return { isConnected: false, qrCode: null, error: OUTDATED_SETTINGS };
      return pair({ ...connected, settings: read.data });
    },
    async listTemplates(connected) {
      const read = manifest.settings.safeParse(connected.settings);
      if (!read.success) return { failed: OUTDATED_SETTINGS };
      return (await listTemplates?.({ ...connected, settings: read.data })) ?? { templates: [] };
    },
  };
}
