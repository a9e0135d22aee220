import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { discardDeliveries, retryDeliveries } from "@/server/commands/queues/queued-deliveries";
import { discardJob, retryJob } from "@/server/commands/queues/queued-jobs";
import { discardSends, retrySends } from "@/server/commands/queues/queued-sends";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { claimSends } from "@/server/store/sends/claim-sends";
import { claimDeliveries } from "@/server/store/webhooks/claim-deliveries";
import { all, conversation, forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { idOf, made } from "./agent-bots";
import { disabled, foreign, given } from "./endpoints";

const sends = new WeakMap<Stage, { sendId: number; messageId: number }>();
const ofSend = (s: Stage) => ({ sendId: sends.get(s)?.sendId ?? 0 });
const ofInbox = (s: Stage) => ({ inboxId: s.inbox.id });

/** A reply of an inbox with a program, which nobody has called yet. */
async function queued(s: Stage): Promise<void> {
  await s.run(updateInbox, { inboxId: s.inbox.id, callbackUrl: "https://example.test/callback" });
  const { result } = await s.run(sendMessage, { conversation: conversation(s), content: "On its way" });
  const messageId = result.message.id;
  const [send] = await s.world.database.query<{ id: number }>(
    "select id from send where account_id = $1 and message_id = $2",
    [s.accountId, messageId],
  );
  sends.set(s, { sendId: send?.id ?? 0, messageId });
}

const claimed = all(queued, (s) =>
  claimSends(s.world.database, { now: s.world.clock.now, inFlight: new Map(), room: 1_000 }),
);
/** A worker was killed within a call. */
const interrupted = all(claimed, async (s) => pass(s.world, 61_000));
const discarded = all(queued, (s) => s.run(discardSends, ofSend(s)));
/** Its program reported that it was sent before anybody called it. */
const reported = all(queued, (s) =>
  s.run(recordReceipts, { receipts: [{ messageId: sends.get(s)?.messageId ?? 0, signal: "sent" }] }),
);

const foreignSends: ForeignId<{ sendId: number } | { inboxId: number }>[] = [
  {
    what: "send",
    scope: "account",
    expect: "send.not_found",
    given: queued,
    input: (_, owner) => ofSend(owner),
  },
  { what: "inbox", scope: "account", expect: "inbox.not_found", input: (_, owner) => ofInbox(owner) },
];

const refusedSends = [
  { title: "in flight", expect: "send.in_flight" as const, given: claimed, input: ofSend },
  { title: "that has ended", expect: "send.settled" as const, given: discarded, input: ofSend },
  { title: "that is none", expect: "send.not_found" as const, input: () => ({ sendId: 9_999_999 }) },
  { title: "by an agent", ...forbidden, given: queued, input: ofSend },
];

const ofDelivery = (s: Stage) => ({ deliveryId: made.get(s)?.deliveryId ?? 0 });
const dropped = all(given, (s) => s.run(discardDeliveries, ofDelivery(s)));
const inFlight = all(given, (s) =>
  claimDeliveries(s.world.database, { now: s.world.clock.now, inFlight: new Map(), room: 1_000 }),
);

const refusedDeliveries = [
  { title: "in flight", expect: "delivery.in_flight" as const, given: inFlight, input: ofDelivery },
  { title: "that has ended", expect: "delivery.settled" as const, given: dropped, input: ofDelivery },
  { title: "that is none", expect: "delivery.not_found" as const, input: () => ({ deliveryId: 9_999_999 }) },
  { title: "by an agent", ...forbidden, given, input: ofDelivery },
];

const foreignDeliveries: ForeignId<{ deliveryId: number } | { endpointId: number }>[] = [
  foreign((id) => id),
  {
    what: "delivery",
    scope: "account",
    expect: "delivery.not_found",
    given,
    input: (_, owner) => ofDelivery(owner),
  },
];

/** A mail that waits for its next try. */
async function mailed(s: Stage): Promise<void> {
  await s.world.database.query(
    `insert into mail (account_id, user_id, conversation_id, email, kind, locale, due_at, tries, created_at)
     values ($1, $2, $3, 'ada@example.com', 'transcript', 'en', $4::timestamptz + interval '1 hour', 1, $4)`,
    [s.accountId, s.admin.userId, s.conversation.id, s.world.clock.now],
  );
}
const mailOf = (s: Stage) => ({
  kind: "mails" as const,
  key: `${s.admin.userId}:0:${s.conversation.id}:0:ada@example.com`,
});

const jobCases = [
  { title: "a mail", expect: "nothing" as const, given: mailed, input: mailOf },
  { title: "that is none", expect: "job.not_found" as const, input: mailOf },
  {
    title: "that may be running",
    expect: "job.in_flight" as const,
    given: all(mailed, async (s) => pass(s.world, 3_590_000)),
    input: mailOf,
  },
  { title: "by an agent", ...forbidden, given: mailed, input: mailOf },
];
const foreignJob: ForeignId<ReturnType<typeof mailOf>> = {
  what: "job",
  scope: "account",
  expect: "job.not_found",
  given: mailed,
  input: (_, owner) => mailOf(owner),
};

export const QUEUE_ENTRIES: Record<string, Entry> = {
  "retry-sends": entry(retrySends)({
    cases: [
      { title: "one", expect: "nothing", given: queued, input: ofSend },
      { title: "those of an inbox", expect: "nothing", given: queued, input: ofInbox },
      ...refusedSends,
    ],
    foreign: foreignSends,
  }),
  "discard-sends": entry(discardSends)({
    cases: [
      { title: "one", expect: ["message.status_changed"], given: queued, input: ofSend },
      { title: "those of an inbox", expect: ["message.status_changed"], given: queued, input: ofInbox },
      { title: "of an inbox without any", expect: "nothing", input: ofInbox },
      { title: "that may have arrived", expect: ["message.stuck"], given: interrupted, input: ofSend },
      { title: "of a message that was reported as sent", expect: "nothing", given: reported, input: ofSend },
      ...refusedSends,
    ],
    foreign: foreignSends,
  }),
  "retry-deliveries": entry(retryDeliveries)({
    cases: [
      { title: "one", expect: "nothing", given, input: ofDelivery },
      { title: "those of an endpoint", expect: "nothing", given, input: idOf },
      { title: "of a disabled endpoint", expect: "endpoint.disabled", given: disabled, input: idOf },
      ...refusedDeliveries,
    ],
    foreign: foreignDeliveries,
  }),
  "discard-deliveries": entry(discardDeliveries)({
    cases: [
      { title: "one", expect: "nothing", given, input: ofDelivery },
      { title: "those of an endpoint", expect: "nothing", given, input: idOf },
      ...refusedDeliveries,
    ],
    foreign: foreignDeliveries,
  }),
  "retry-job": entry(retryJob)({ cases: jobCases, foreign: [foreignJob] }),
  "discard-job": entry(discardJob)({ cases: jobCases, foreign: [foreignJob] }),
};
