import { foldRuns } from "@/app/_inbox/thread/activity/activity-runs";
import type { Draft } from "@/app/_shell/unsent/use-write";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { PassingMessage, ThreadItem } from "./thread-item";

/** Those from the first message on that is shown: earlier ones come with the earlier messages. */
const passingSince = (passing: readonly PassingMessage[], first: MessageDto | undefined, isWhole: boolean) =>
  isWhole || !first ? [...passing] : passing.filter(({ createdAt }) => createdAt >= first.createdAt);

/**
 * Messages by day, with those that are in no history at their time, then those that are being sent. `dayOf` returns the reader's calendar day; a mark precedes the message
 * with the number `firstUnread`.
 */
export function threadItems(
  messages: readonly MessageDto[],
  drafts: readonly Draft[],
  dayOf: (at: string) => string,
  firstUnread: number | null = null,
  { passing = [], isWhole = true }: { passing?: readonly PassingMessage[]; isWhole?: boolean } = {},
): ThreadItem[] {
  const items: ThreadItem[] = [];
  let day = "";
  const add = (at: string, item: ThreadItem): void => {
    const itemDay = dayOf(at);
    if (itemDay !== day) items.push({ kind: "day", key: `day ${itemDay}`, at });
    day = itemDay;
    if (item.kind === "message" && item.message.number === firstUnread)
      items.push({ kind: "unread", key: "unread" });
    items.push(item);
  };
  const left = passingSince(passing, messages[0], isWhole);
  const addPassing = (until: string | null) => {
    for (; left[0] && (until === null || left[0].createdAt < until); left.shift())
      add(left[0].createdAt, { kind: "passing", key: `passing ${left[0].id}`, passing: left[0] });
  };
  for (const message of messages) {
    addPassing(message.createdAt);
    add(message.createdAt, { kind: "message", key: keyOf(message), message });
  }
  addPassing(null);
  const arrived = new Set(messages.map((message) => message.clientId));
  for (const draft of drafts)
    if (!arrived.has(draft.clientId)) add(draft.at, { kind: "draft", key: draft.clientId, draft });
  return foldRuns(items);
}

type OwnState = {
  /** The customer's messages that the reader has not seen. */
  unread: number;
  /** The greatest number that they have seen; null = they have never opened the conversation. */
  seen: number | null;
};

/** The number of the first message that the reader has not seen, or null; also null when it is not loaded. */
export function firstUnreadOf(messages: readonly MessageDto[], { unread, seen }: OwnState): number | null {
  if (unread === 0) return null;
  const incoming = messages.filter(
    ({ direction, countsUnread }) => direction === "in" && countsUnread !== false,
  );
  if (seen === null) return incoming.at(-unread)?.number ?? null;
  if ((messages[0]?.number ?? 0) > seen + 1) return null;
  const isNew = ({ number }: MessageDto) => number > seen;
  return (incoming.find(isNew) ?? messages.find(isNew))?.number ?? null;
}

/** The client id of a member's message, which its draft has as well, else its id. Over an API a client id may repeat. */
export const keyOf = ({ clientId, id, sender }: MessageDto): string =>
  clientId !== null && sender.type === "user" ? clientId : String(id);
