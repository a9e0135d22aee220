import { z } from "zod";
import { maySee } from "@/server/contract/_shared/caller";
import { type EphemeralMessageDto, type Passing, passing } from "@/server/contract/message/command-message";
import { shared } from "@/server/lib/shared";
import { type AccountSignal, createAccountSignal, ephemeralEvents } from "@/server/live/hub/account-signal";
import type { Reader } from "@/server/live/hub/reader";
import { publishMessage } from "@/server/live/wire/wire";

/** Tells what passes by without the log, in this process or another; one per process. Check who may see it. */
export const passingSignal = (): AccountSignal<[passing: Passing]> =>
  shared("passing-signal", createAccountSignal<[passing: Passing]>);

const told = passing.extend({ accountId: z.number().int() });

const MARK = "passing ";

/** The message to other processes. */
export const passingMessage = (accountId: number, one: Passing): string =>
  MARK + JSON.stringify({ ...one, accountId });

/** Parses such a message; null for another kind. Throws on a malformed one. */
export function readPassingMessage(text: string): { accountId: number; passing: Passing } | null {
  if (!text.startsWith(MARK)) return null;
  const { accountId, ...one } = told.parse(JSON.parse(text.slice(MARK.length)));
  return { accountId, passing: one };
}

/** Sends an ephemeral message to everyone who is connected and may see it. Call it after the commit. */
export function announceEphemeral(accountId: number, message: EphemeralMessageDto): void {
  const { displayId, inboxId } = message;
  ephemeralEvents()?.pass(accountId, { displayId, inboxId, ephemeral: message });
}

type Options = {
  /** The readers that are at the log's head: others read the conversation anew. */
  live: ReadonlySet<Reader>;
  cursor: () => string;
  write: (reader: Reader, message: Buffer) => void;
};

/** Sends what passes by to the streams that have the conversation open and may see it. */
export const createPassingFeed =
  ({ live, cursor, write }: Options) =>
  ({ displayId, inboxId, ephemeral, hasAcknowledged }: Passing): void => {
    let message: Buffer | null = null;
    for (const reader of live) {
      const isOpen = reader.topics === null || reader.topics.conversations.includes(displayId);
      if (!isOpen || reader.isStale || !maySee(reader.caller, { inboxId })) continue;
      message ??= publishMessage(cursor(), {
        ...(ephemeral && { ephemeral: [ephemeral] }),
        ...(hasAcknowledged && { acknowledged: [displayId] }),
      });
      write(reader, message);
    }
  };
