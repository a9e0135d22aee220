import type { IncomingMessage } from "node:http";
import type { Hono } from "hono";
import type { Logger } from "pino";
import type { z } from "zod";
import type { Services } from "@/server/commands/_run/services";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { Sender } from "@/server/contract/channel/callback-body";
import type { ChannelFinding, ChannelPairing, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import { finding } from "@/server/contract/channel/channel-finding";
import type { ListedTemplates } from "@/server/contract/channel/channel-template";
import type { Channel } from "@/server/domain/inbox/channel";
import type { FileReference } from "@/server/files/file-source";
import { type Download, DownloadFailed } from "@/server/lib/outbound/download";

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
  /** A customer's file, by the reference that `fetchFromChannelLater` stored. Throws `DownloadFailed`, or the signal's reason. */
  fetchFile?(settings: z.output<S>, reference: FileReference, signal: AbortSignal): Promise<Download>;
  /** Work of the worker without a request: connections that bring messages in. */
  open?(parts: ChannelParts): Closable;
};

/** A manifest whose settings have any shape: its functions get what is stored. */
export type DefinedChannel = Omit<ChannelManifest, "check" | "pair" | "listTemplates" | "fetchFile"> & {
  check(connected: ConnectedInbox): Promise<ChannelFinding[]>;
  /** Null: phones are not connected with its inboxes. */
  pair(connected: ConnectedInbox): Promise<ChannelPairing | null>;
  listTemplates(connected: ConnectedInbox): Promise<ListedTemplates>;
  fetchFile(settings: JsonObject, reference: FileReference, signal: AbortSignal): Promise<Download>;
};

/** What is wrong with stored settings, which an earlier release accepted. */
const OUTDATED = finding("error", "settings_outdated");
export const OUTDATED_SETTINGS = OUTDATED.message;

/** Erases the type of a manifest's settings, so that kinds can stand in one list. */
export function defineChannel<S extends z.ZodObject>(manifest: ChannelManifest<S>): DefinedChannel {
  const { check, pair, listTemplates, fetchFile } = manifest;
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
    async fetchFile(settings, reference, signal) {
      const read = manifest.settings.safeParse(settings);
      if (!read.success) throw new DownloadFailed("not_reachable", OUTDATED_SETTINGS);
      if (!fetchFile) throw new DownloadFailed("not_found", `${manifest.kind} fetches no files`);
      return fetchFile(read.data, reference, signal);
    },
  };
}
