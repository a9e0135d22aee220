import type { ThreadItem } from "./thread-item";

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
