import type { Draft } from "@/app/_shell/unsent/use-write";
import type { Activity, MessageDto } from "@/server/contract/_shared/dto";

/**
 * Messages by day, with those that are in no history at their time, then those that are being sent. `dayOf` returns the
 * reader's calendar day; a mark precedes the message with the number `firstUnread`.
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

/** Those from the first message on that is shown: earlier ones come with the earlier messages. */
const passingSince = (passing: readonly PassingMessage[], first: MessageDto | undefined, isWhole: boolean) =>
  isWhole || !first ? [...passing] : passing.filter(({ createdAt }) => createdAt >= first.createdAt);

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

/** What happened in an activity line, for a line that tells of several. */
type Deed = "open" | "pending" | "resolved" | "snoozed" | "trashed" | "restored" | "moved";

type MessageItem = ThreadItem & { kind: "message" };

/** Rules that a person decides. What a rule or a timer decided stays a line of its own: its reason is on it. */
const BY_PERSON: ReadonlySet<string> = new Set(["manual", "bulk", "undo"]);

/**
 * The items with each run of activity lines as one item: lines of one person that nothing separates, and with them the lines
 * that take one of them back, whoever did that. A single line stays as it is.
 */
export function foldRuns(items: readonly ThreadItem[]): ThreadItem[] {
  const folded: ThreadItem[] = [];
  let run: MessageItem[] = [];
  const endRun = () => {
    const [first] = run;
    if (!first) return;
    const messages = run.map(({ message }) => message);
    folded.push(run.length === 1 ? first : { kind: "run", key: `run ${first.key}`, messages });
    run = [];
  };
  for (const item of items) {
    const line = item.kind === "message" && isByPerson(item.message) ? item : null;
    if (line && continues(run.at(-1)?.message, line.message)) run.push(line);
    else {
      endRun();
      if (line) run = [line];
      else folded.push(item);
    }
  }
  endRun();
  return folded;
}

const isByPerson = ({ kind, activity }: MessageDto): boolean =>
  kind === "activity" && activity?.actor.type === "user" && BY_PERSON.has(activity.cause.rule);

function continues(before: MessageDto | undefined, { activity }: MessageDto): boolean {
  const last = before?.activity;
  if (!last || !activity) return false;
  return last.actor.id === activity.actor.id || (activity.cause.rule === "undo" && takesBack(activity, last));
}

/** Whether a change leads back to where another one began. */
function takesBack(later: Activity, earlier: Activity): boolean {
  if (later.inbox || earlier.inbox) return later.inbox?.to === earlier.inbox?.from;
  if (later.lifecycle || earlier.lifecycle) return later.lifecycle !== earlier.lifecycle;
  return later.to === earlier.from;
}

const deedOf = ({ to, lifecycle, inbox }: Activity): Deed => {
  if (inbox) return "moved";
  if (lifecycle) return lifecycle === "trashed" ? "trashed" : "restored";
  return to;
};

/** Who is in a run, and what they did: each once, in the order in which it was last done, so the last one is how it ended. */
export function summaryOf(run: readonly MessageDto[]): { actors: Activity["actor"][]; deeds: Deed[] } {
  const actors = new Map<number | null, Activity["actor"]>();
  const deeds = new Set<Deed>();
  for (const { activity } of run) {
    if (!activity) continue;
    actors.set(activity.actor.id, actors.get(activity.actor.id) ?? activity.actor);
    const deed = deedOf(activity);
    deeds.delete(deed);
    deeds.add(deed);
  }
  return { actors: [...actors.values()], deeds: [...deeds] };
}
