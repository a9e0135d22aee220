import { z } from "zod";
import { seal, unseal } from "@/server/lib/crypto/seal";

/** What a channel finds a customer's file by, in its own form. */
const fileReference = z.record(z.string(), z.unknown());
export type FileReference = z.output<typeof fileReference>;

const channelFile = z.object({ inboxId: z.number().int(), reference: fileReference });
export type ChannelFile = z.output<typeof channelFile>;

/** Where the worker fetches a file. */
export type FileSource = { url: string } | { channel: ChannelFile };

/** What the source of a file is sealed for. */
export const sourcePurpose = (accountId: number): string => `file source of account ${accountId}`;

/** A source as its column has it: an address as it is, else JSON. */
export const sealSource = (accountId: number, source: FileSource): string =>
  seal("url" in source ? source.url : JSON.stringify(source.channel), sourcePurpose(accountId));

/** The source in a column; null: AUTH_SECRET has changed. */
export function openSource(accountId: number, sealed: string | null): FileSource | null {
  const text = sealed === null ? null : unseal(sealed, sourcePurpose(accountId));
  if (text === null) return null;
  return text.startsWith("{") ? { channel: channelFile.parse(JSON.parse(text)) } : { url: text };
}
