import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { type CustomerName, findCustomers } from "@/server/store/conversations/find-customers";
import { type LockedTogether, lockTogether } from "@/server/store/conversations/lock-together";
import { countUnreadAhead } from "@/server/store/conversations/seen";
import { batchItem } from "@/server/store/events/batch/batch";
import { runBatch } from "@/server/store/events/batch/run-batch";
import { knownContext } from "@/server/store/events/event-context";
import type { EventContext, Tx } from "@/server/store/events/tx";
import { claimKeys, type EndedClaim, endClaims } from "@/server/store/idempotency/claims";
import type { Answer, IdempotencyKey } from "@/server/store/idempotency/idempotency";
import { findStored } from "@/server/store/messages/repeated";
import { applyChange, type Change, type Place } from "./_steps/apply-change";
import { beginConversation, firstOfEach, lockNewcomers, type Newcomer } from "./_steps/newcomers";

/** A conversation, or that of a customer. `called`: the fields of a new contact; without them, only a known customer's. */
export type Target = { displayId: number } | (CustomerName & Partial<Pick<Newcomer, "called">>);

/**
 * `caller` and `operationId`: of that request. The transaction's are others. `once`: its Idempotency-Key, and what is stored under it.
 */
export type Requested = {
  caller: Caller;
  operationId?: string;
  to: Target;
  change: Change;
  once?: IdempotencyKey & { answer: (changed: Changed) => Answer };
};

/** The conversation after the change; `message`: what was written. */
export type Changed = EventContext & { message: MessageRow | null };

/**
 * Changes conversations, and begins those of new customers, in one transaction, each for its own caller and operation, with one
 * statement for each table. Null stands for a change that has to run on its own: of a conversation that somebody holds or that an earlier one of these changed, one that is
 * refused, a message or key that is repeated, also among these, and one that changes more than its conversation's last line. Nothing of it is written.
 */
export async function changeTogether(
  tx: Tx,
  { all }: { all: readonly Requested[] },
): Promise<(Changed | null)[]> {
  const [isClaimed, { placed, locked, isSettled, begins }] = await Promise.all([
    claimKeys(tx, all),
    lockAll(tx, all),
  ]);
  const free = new Map(locked.conversations);
  const changed = await runBatch(tx, 0, async () => {
    await countUnreadAhead(
      tx,
      placed.flatMap((one) => assignedOf(one, locked.conversations)),
    );
    const changed: (Changed | null)[] = [];
    const received = new Set<string>();
    for (const one of placed) {
      const conversation = one.displayId === null ? undefined : free.get(one.displayId);
      if (conversation) free.delete(conversation.displayId);
      const report = reportOf(one, conversation);
      const isFit =
        isClaimed(one) &&
        !received.has(report) &&
        (conversation ? maySee(one.caller, conversation) && isSettled(one, conversation) : begins(one));
      const made = isFit ? await changeOne(tx, one, { ...locked, conversation }) : null;
      if (made?.message?.sourceId) received.add(report);
      changed.push(made);
    }
    return changed;
  });
  endClaims(
    tx,
    placed.flatMap((one, i) => (isClaimed(one) ? endOf(one, changed[i] ?? null) : [])),
  );
  return changed;
}

/** The conversation as it is after its assignment. */
function assignedOf({ change, displayId }: Placed, conversations: LockedTogether["conversations"]) {
  const conversation = displayId === null ? undefined : conversations.get(displayId);
  return change.kind === "assign" && conversation ? [{ ...conversation, assigneeId: change.assigneeId }] : [];
}

/** A customer's message by its channel's id of it, wherever in the inbox it arrives. */
const reportOf = ({ change, newcomer }: Placed, conversation: ConversationRow | undefined): string =>
  `${(conversation ?? newcomer)?.inboxId} ${change.kind === "receive" ? change.message.sourceId : null}`;

/** What became of a request's key. */
function endOf({ caller, once }: Requested, changed: Changed | null): EndedClaim[] {
  if (!once) return [];
  const answered = changed && { conversationId: changed.conversation.id, answer: once.answer(changed) };
  return [{ caller, key: once.key, answered }];
}

/** `displayId`: null where a customer is not known or has no conversation. `newcomer`: a customer who is not known. */
type Placed = Requested & { displayId: number | null; newcomer: Newcomer | null };

type LockedAll = {
  placed: readonly Placed[];
  locked: LockedTogether;
  /** Whether a locked conversation is still the one that is meant, and its inbox does not have the message yet. */
  isSettled(requested: Requested, conversation: ConversationRow): boolean;
  /** Whether it is a newcomer's first message. */
  begins(placed: Placed): boolean;
};

/** Finds the conversations that are meant, locks those that are free, and reads what decides, in one or two round trips. */
async function lockAll(tx: Tx, all: readonly Requested[]): Promise<LockedAll> {
  const customers = all.flatMap(({ to }) => ("displayId" in to ? [] : [to]));
  const found = await findCustomers(tx, customers);
  const placed = all.map((one) => {
    const place = "displayId" in one.to ? one.to : found(one.to);
    return { ...one, displayId: place?.displayId ?? null, newcomer: place ? null : newcomerOf(one) };
  });
  const receiving = placed.filter(({ change }) => change.kind === "receive");
  const newcomers = firstOfEach(placed.flatMap(({ newcomer }) => newcomer ?? []));
  // In this order on one connection: the others read under the locks.
  const [locked, isFree, now, isStored] = await Promise.all([
    lockTogether(tx, {
      displayIds: displayIdsOf(placed),
      receiving: displayIdsOf(receiving),
      inboxIds: [...new Set(newcomers.map(({ inboxId }) => inboxId))],
    }),
    lockNewcomers(tx, newcomers),
    findCustomers(tx, customers),
    findStored(
      tx,
      placed.flatMap(({ displayId, change }) => (displayId === null ? [] : namedIn(displayId, change))),
    ),
  ]);
  return {
    placed,
    locked,
    isSettled({ to, change }, { displayId, contactId }) {
      if (namedIn(displayId, change).some(isStored)) return false;
      if ("displayId" in to) return true;
      const place = now(to);
      return place?.displayId === displayId && place.contactId === contactId;
    },
    begins: ({ newcomer }) => newcomer !== null && isFree(newcomer) && now(newcomer) === null,
  };
}

/** Who writes, if it is a customer whose contact can be created. */
function newcomerOf({ to, change }: Requested): Newcomer | null {
  if ("displayId" in to || !to.called || change.kind !== "receive") return null;
  const { inboxId, sourceId, called } = to;
  return { inboxId, sourceId, called, messageSourceId: change.message.sourceId ?? null };
}

const displayIdsOf = (some: readonly Placed[]): number[] => [
  ...new Set(some.flatMap(({ displayId }) => displayId ?? [])),
];

/** The message that a change writes, by its ids. */
function namedIn(displayId: number, change: Change) {
  if (!("message" in change)) return [];
  const { clientId = null } = change.message;
  const sourceId = change.kind === "receive" ? (change.message.sourceId ?? null) : null;
  return [{ displayId, clientId, sourceId }];
}

type PlaceOfAny = Omit<Place, "conversation"> & { conversation: ConversationRow | undefined };

async function changeOne(tx: Tx, one: Placed, { conversation, ...place }: PlaceOfAny) {
  const own = tx.as(one.caller, one.operationId);
  try {
    const written = await batchItem(own, conversation?.id ?? null, () =>
      conversation ? applyChange(own, one.change, { ...place, conversation }) : begin(own, one, place),
    );
    const conversationId = conversation?.id ?? written?.message?.conversationId;
    const context = conversationId === undefined ? null : knownContext(tx, { conversationId });
    return written && context && { ...context, message: written.message };
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** Null, with nothing written, unless the inbox is known and the message has a text. */
async function begin(
  tx: Tx,
  { newcomer, change }: Placed,
  { inboxes }: Pick<LockedTogether, "inboxes">,
): Promise<{ message: MessageRow } | null> {
  const inbox = newcomer && inboxes.get(newcomer.inboxId);
  if (!inbox || change.kind !== "receive" || change.message.content === "") return null;
  return beginConversation(tx, newcomer, { inbox, message: change.message });
}
