import { maySee } from "@/server/contract/_shared/caller";
import type { Passing } from "@/server/contract/message/command-message";
import type { Reader } from "@/server/live/hub/reader";
import { publishMessage } from "@/server/live/wire/wire";

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
