import type { Draft } from "@/app/_inbox/composer/use-write";
import type { MessageDto } from "@/server/contract/_shared/dto";

/** The items of a thread, in order. A message keeps its key when it changes from being sent to sent. */
export type ThreadItem =
  | { kind: "day"; key: string; at: string }
  | { kind: "unread"; key: string }
  | { kind: "message"; key: string; message: MessageDto }
  | { kind: "run"; key: string; messages: readonly MessageDto[] }
  | { kind: "passing"; key: string; passing: PassingMessage }
  | { kind: "draft"; key: string; draft: Draft };

/** A message that is in no history. `received`: how many of its recipients have it; null = it is ephemeral. */
export type PassingMessage = Pick<MessageDto, "content" | "contentAttributes" | "sender" | "createdAt"> & {
  id: string;
  received: { count: number; of: number } | null;
};

/**
 * The keys of the outgoing messages and notes that no other one of the same sender follows: these show who it was. In a
 * group also those of its members.
 */
export function runEnds(
  items: readonly ThreadItem[],
  { isGroup }: { isGroup: boolean },
): ReadonlySet<string> {
  const ends = items.flatMap((item, at) => {
    const sender = senderOf(item, isGroup);
    return sender !== null && sender !== senderOf(items[at + 1], isGroup) ? [item.key] : [];
  });
  return new Set(ends);
}

/** Null: of the only customer, or no message. */
function senderOf(item: ThreadItem | undefined, isGroup: boolean): string | null {
  if (item?.kind !== "message") return null;
  const { kind, direction, sender, deletedAt, withdrawnAt } = item.message;
  const isWritten = kind === "note" || (kind === "message" && (isGroup || direction !== "in"));
  const isShown = isWritten && deletedAt === null && withdrawnAt === null;
  return isShown ? `${sender.type} ${sender.id}` : null;
}
