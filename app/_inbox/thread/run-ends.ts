import type { ThreadItem } from "./items";

/** The keys of the outgoing messages and notes that no other one of the same sender follows: these show who it was. */
export function runEnds(items: readonly ThreadItem[]): ReadonlySet<string> {
  const ends = items.flatMap((item, at) => {
    const sender = senderOf(item);
    return sender !== null && sender !== senderOf(items[at + 1]) ? [item.key] : [];
  });
  return new Set(ends);
}

/** Null: of a customer, or no message. */
function senderOf(item: ThreadItem | undefined): string | null {
  if (item?.kind !== "message") return null;
  const { kind, direction, sender, deletedAt, withdrawnAt } = item.message;
  const isWritten = kind !== "activity" && kind !== "system";
  const isShown = isWritten && direction !== "in" && deletedAt === null && withdrawnAt === null;
  return isShown ? `${sender.type} ${sender.id}` : null;
}
