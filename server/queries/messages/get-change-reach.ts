import type { Caller } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { ChangeReachDto } from "@/server/contract/message/message-facts";
import {
  bestReport,
  type ChangeRoute,
  type ChangeState,
  changeRoute,
  changeState,
  mayHaveArrivedBefore,
} from "@/server/domain/message/change-reach";
import type { Db } from "@/server/store/_postgres/db";
import { type ReceivingInbox, readReceivingInbox } from "@/server/store/inboxes/inbox-facts";
import {
  type CoveringEndpoint,
  type EventReader,
  listCoveringEndpoints,
  listEventReaders,
} from "@/server/store/inboxes/reply-takers";
import { listAttempts } from "@/server/store/messages/attempts";
import { DELIVERY_DAYS } from "@/server/store/retention/expiry";
import { findMessageChange, type SentChange } from "@/server/store/sends/message-changes";
import { listSendTries } from "@/server/store/sends/send-tries";
import { type ChangeDelivery, listChangeDeliveries } from "@/server/store/webhooks/deliveries";
import { webhookFormats } from "@/server/store/webhooks/webhook-formats";
import { getMessage } from "./get-message";

/** How lately a program must have read the event log to be counted on. */
const READ_WITHIN_MS = 86_400_000;
const DAY_MS = 86_400_000;

/**
 * How far the last change of a message has come to the customer, and what a change that is made now would do. Only what
 * Tickline knows: that a program was told says nothing about what it did. A note has no customer.
 */
export async function getChangeReach(
  db: Db,
  caller: Caller,
  { messageId, now }: { messageId: number; now: Date },
): Promise<ChangeReachDto> {
  const message = await getMessage(db, caller, messageId);
  const { accountId } = caller;
  if (message.status === null) return { change: null, next: "unsent" };
  const inbox = await readReceivingInbox(db, accountId, message.inboxId);
  const taken = { status: message.status, leftAt: await readLeftAt(db, accountId, message, inbox) };
  const routed = await readRoute(db, accountId, { inbox, inboxId: message.inboxId, now });
  const next = mayHaveArrivedBefore(taken, now) ? routed.route : "unsent";
  const madeAt = message.deletedAt ?? message.editedAt;
  if (madeAt === null) return { change: null, next };
  const change = { route: routed.route, madeAt, at: null, receiver: null, error: null };
  const isOwn = message.sender.type !== "user" && routed.route !== "sender";
  if (isOwn) return { change: { ...change, state: "own" }, next };
  if (!mayHaveArrivedBefore(taken, new Date(madeAt))) return { change: { ...change, state: "unsent" }, next };
  if (routed.route === "sender") {
    const taken = await findMessageChange(db, accountId, messageId);
    const shown = senderReach(taken, {
      isDeleted: message.deletedAt !== null,
      isUnsent: message.sourceId === null,
      madeAt,
    });
    return { change: shown && { ...change, ...shown }, next };
  }
  return { change: await readChange(db, accountId, { message, madeAt, now, ...routed }), next };
}

type Shown = { isDeleted: boolean; isUnsent: boolean; madeAt: string };

/** How far a change has come that the channel's own sender makes. Any other was reported by the channel. */
function senderReach(sent: SentChange | null, { isDeleted, isUnsent, madeAt }: Shown) {
  if (!sent || sent.requestedAt < new Date(madeAt)) return { state: isUnsent ? "unsent" : "own" } as const;
  if (isDeleted !== (sent.kind === "delete")) return null; // a restored message: an earlier edit may have come there
  const state = STATE_OF_SENT_CHANGE[sent.state];
  return { state, at: sent.settledAt?.toISOString() ?? null, error: sent.error };
}

const STATE_OF_SENT_CHANGE = {
  waiting: "waiting",
  calling: "waiting",
  done: "told",
  failed: "failed",
  dropped: "unsent",
} as const satisfies Record<SentChange["state"], ChangeState>;

type Routed = { route: ChangeRoute; reader: EventReader | undefined };
type Made = Routed & { message: MessageDto; madeAt: string; now: Date };

/** How far a change has come that was made when the customer may have had the message. */
async function readChange(
  db: Db,
  accountId: number,
  { message, madeAt, now, route: current, reader }: Made,
): Promise<NonNullable<ChangeReachDto["change"]>> {
  const changedAt = new Date(madeAt);
  const about = { messageId: message.id, conversationId: message.conversationId, since: changedAt };
  const told = await listChangeDeliveries(db, accountId, about);
  const reports = told.filter(({ isCallback }) => isCallback === (current === "callback"));
  // A webhook that was told then may be disabled now.
  const route = current === "none" && reports.length > 0 ? "webhook" : current;
  const logReadAt = reader?.readAt ?? null;
  const reportsSince = new Date(now.getTime() - DELIVERY_DAYS * DAY_MS);
  const state = changeState({ route, changedAt, reports, logReadAt, now, reportsSince });
  if (route === "log" && state === "told")
    return {
      state,
      route,
      madeAt,
      at: logReadAt?.toISOString() ?? null,
      receiver: reader?.name ?? null,
      error: null,
    };
  const best = route === "callback" || route === "webhook" ? bestReport(reports) : null;
  return {
    state,
    route,
    madeAt,
    at: best?.settledAt?.toISOString() ?? null,
    receiver: best && receiverOf(best),
    error: best && errorOf(best),
  };
}

/**
 * When the text may first have left Tickline: at the first call that may have arrived, without a callback as soon as programs can
 * read it. With one, a message that waits for its calls has not left.
 */
async function readLeftAt(
  db: Db,
  accountId: number,
  { id, attempt, sendAfter, createdAt, status, withdrawnAt }: MessageDto,
  { callbackUrl }: ReceivingInbox,
): Promise<Date | null> {
  if (withdrawnAt !== null) return null;
  const calledAt = await firstCallAt(db, accountId, { id, attempt });
  if (calledAt) return calledAt;
  if (callbackUrl !== null && (status === "pending" || status === "failed")) return null;
  const attempts = await listAttempts(db, accountId, [id]);
  const startedAt = attempts.find(({ number }) => number === attempt)?.startedAt ?? new Date(createdAt);
  return new Date(Math.max(startedAt.getTime(), Date.parse(sendAfter ?? createdAt)));
}

async function firstCallAt(
  db: Db,
  accountId: number,
  { id, attempt }: { id: number; attempt: number },
): Promise<Date | null> {
  const tries = await listSendTries(db, accountId, id);
  const arrived = tries.find(
    (one) => one.attempt === attempt && (one.outcome === "accepted" || one.outcome === "ambiguous"),
  );
  return arrived ? new Date(arrived.at) : null;
}

/** By what a change in an inbox reaches the customer, and who last read the log. */
async function readRoute(
  db: Db,
  accountId: number,
  { inbox, inboxId, now }: { inbox: ReceivingInbox; inboxId: number; now: Date },
): Promise<Routed> {
  const since = new Date(now.getTime() - READ_WITHIN_MS);
  const endpoints = await listCoveringEndpoints(db, accountId, inboxId);
  const readers = await listEventReaders(db, { accountId, inboxId, since, now });
  const reader = readers.find(({ readAt }) => readAt !== null && readAt >= since);
  const hasWebhook = endpoints.some(receivesChanges);
  return { route: changeRoute({ ...inbox, hasWebhook, isLogRead: reader !== undefined }), reader };
}

function receivesChanges({ state, botName, types, format }: CoveringEndpoint): boolean {
  if (state !== "enabled" || botName !== null) return false;
  const known: readonly string[] = webhookFormats().get(format)?.types ?? EVENT_TYPES;
  return known.includes("message.updated") && (types[0] === "*" || types.includes("message.updated"));
}

const receiverOf = ({ name, url }: ChangeDelivery): string => name ?? new URL(url).host;

/** Why the last try was not taken. */
const errorOf = ({ state, fault, status }: ChangeDelivery): string | null =>
  state === "delivered" ? null : (fault ?? (status === null ? null : `HTTP ${status}`));
