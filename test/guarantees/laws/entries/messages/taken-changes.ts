import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage, type EditMessage, editMessage } from "@/server/commands/messages/edit-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { discardMessageChanges, retryMessageChanges } from "@/server/commands/queues/queued-message-changes";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { settleChanges } from "@/server/commands/receipts/settle-changes";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { NextOfChange } from "@/server/domain/send/change";
import type { SettledChange } from "@/server/store/sends/settle-changes";
import { all, forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, type Expected, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

const LEASE_MS = 60_000;
const leases = new WeakMap<Stage, Date>();

/** Of an earlier case of the same stage. */
const INSTEAD = `on conflict (account_id, message_id) do update
  set state = excluded.state, due_at = excluded.due_at, starts_at = excluded.starts_at, requested_at = excluded.requested_at,
      settled_at = excluded.settled_at`;

/** The sent message of a stage, with an edit that a process has claimed. */
async function claimed(s: Stage): Promise<void> {
  const now = s.world.clock.now;
  const lease = new Date(now.getTime() + LEASE_MS);
  leases.set(s, lease);
  await s.world.database.query(
    `insert into message_change (account_id, message_id, inbox_id, kind, state, due_at, starts_at, requested_at)
     values ($1, $2, $3, 'edit', 'calling', $4, $5, $5) ${INSTEAD}`,
    [s.accountId, s.outgoing.id, s.inbox.id, lease, now],
  );
}

/** Another change is requested while the provider is called. */
const replaced = (s: Stage) =>
  s.world.database.query(
    "update message_change set version = version + 1 where account_id = $1 and message_id = $2",
    [s.accountId, s.outgoing.id],
  );

const ended = (s: Stage, next: NextOfChange): { settled: SettledChange[] } => ({
  settled: [
    {
      messageId: s.outgoing.id,
      inboxId: s.inbox.id,
      kind: "edit",
      version: 1,
      leaseUntil: leases.get(s) ?? s.world.clock.now,
      next,
      isDoubtful: false,
      made: { at: s.world.clock.now, durationMs: 40, outcome: { kind: "accepted" } },
    },
  ],
});

const failed: NextOfChange = { state: "failed", error: "Message not found" };

const after = (
  title: string,
  expect: Expected,
  next: NextOfChange,
  given: (s: Stage) => Promise<unknown> = claimed,
): Case<{ settled: readonly SettledChange[] }> => ({
  title,
  expect,
  as: (s) => systemCaller(s.accountId),
  given: async (s) => void (await given(s)),
  input: (s) => ended(s, next),
});

const SETTINGS = { url: "https://evolution.example.test", apiKey: "a-key-of-the-server", instance: "shop" };
const sent = new WeakMap<Stage, number>();
const ofSent = (s: Stage) => ({ messageId: sent.get(s) ?? 0 });

/** A message that the customer has read, in a channel whose own sender changes messages for a while. */
async function onWhatsapp(s: Stage): Promise<void> {
  const { result: inbox } = await s.run(createInbox, {
    name: "WhatsApp",
    channel: "evolution",
    settings: SETTINGS,
  });
  const begun = { inboxId: inbox.id, contactId: s.contact.id, startedBy: "other" } as const;
  const { result } = await s.run(createConversation, begun);
  const conversation = { conversationId: result.conversation.id };
  const { message } = (await s.run(sendMessage, { conversation, content: "Hello" })).result;
  sent.set(s, message.id);
  const receipt = { ...ofSent(s), signal: "read", sourceId: "3EB0" } as const;
  await s.run(recordReceipts, { receipts: [receipt] });
}
const toHello = (s: Stage) => ({ ...ofSent(s), content: "Hello!" });
const edited = (s: Stage) => s.run(editMessage, toHello(s));
const removed = (s: Stage) => s.run(deleteMessage, ofSent(s));
const daysLater = async (s: Stage) => pass(s.world, 3 * 86_400_000);
const gone = (s: Stage) =>
  s.world.database.query(
    "update message_change set state = 'done', settled_at = due_at where account_id = $1 and message_id = $2",
    [s.accountId, ofSent(s).messageId],
  );

type OfMessage = Case<{ messageId: number }>;

/** The cases of changes that go to WhatsApp. */
export const ON_WHATSAPP: { edit: Case<EditMessage>[]; remove: OfMessage[]; restore: OfMessage[] } = {
  edit: [
    {
      title: "one that WhatsApp has, again",
      expect: ["message.updated"],
      given: all(onWhatsapp, edited),
      input: (s) => ({ ...ofSent(s), content: "Hello there!" }),
    },
    {
      title: "one that WhatsApp does not edit any more",
      expect: "message.edit_too_late",
      given: all(onWhatsapp, daysLater),
      input: toHello,
    },
  ],
  remove: [
    {
      title: "one that WhatsApp has, after an edit",
      expect: ["message.deleted"],
      given: all(onWhatsapp, edited),
      input: ofSent,
    },
    {
      title: "one that WhatsApp does not delete any more",
      expect: "message.delete_too_late",
      given: all(onWhatsapp, daysLater),
      input: ofSent,
    },
  ],
  restore: [
    {
      title: "one that was not deleted on WhatsApp yet",
      expect: ["message.updated"],
      given: all(onWhatsapp, edited, removed),
      input: ofSent,
    },
    {
      title: "one that was deleted on WhatsApp",
      expect: "message.taken_back",
      given: all(onWhatsapp, removed, gone),
      input: ofSent,
    },
  ],
};

export const SENT_CHANGE_ENTRIES: Record<string, Entry> = {
  "settle-changes": entry(settleChanges)({
    cases: [
      after("that did not reach the customer", ["message.change_failed"], failed),
      after("that the provider took", "nothing", { state: "done" }),
      after("that is tried again", "nothing", { state: "waiting", dueMs: 0, error: "No answer." }),
      after("that was replaced meanwhile", "nothing", failed, all(claimed, replaced)),
      after("that another process has", "nothing", failed, async () => undefined),
    ],
    foreign: "the system's own: it names changes that it has claimed, and every statement names the account",
  }),
};

const MINUTE_MS = 60_000;
const ofMessage = (s: Stage) => ({ messageId: s.outgoing.id });
const ofInbox = (s: Stage) => ({ inboxId: s.inbox.id });

type Row = { state?: "waiting" | "calling" | "done"; dueMs?: number; startsMs?: number };

/** An edit of the stage's sent message; times are from now. */
const changed =
  ({ state = "waiting", dueMs = MINUTE_MS, startsMs = 0 }: Row = {}) =>
  async (s: Stage): Promise<void> => {
    const now = s.world.clock.now.getTime();
    await s.world.database.query(
      `insert into message_change (account_id, message_id, inbox_id, kind, state, due_at, starts_at, requested_at, settled_at)
       values ($1, $2, $3, 'edit', $4, $5, $6, $7, $8) ${INSTEAD}`,
      [
        ...[s.accountId, s.outgoing.id, s.inbox.id, state, new Date(now + dueMs), new Date(now + startsMs)],
        ...[s.world.clock.now, state === "done" ? s.world.clock.now : null],
      ],
    );
  };
const waiting = changed();

const refused = [
  {
    title: "in flight",
    expect: "message_change.in_flight" as const,
    given: changed({ state: "calling" }),
    input: ofMessage,
  },
  {
    title: "that has ended",
    expect: "message_change.settled" as const,
    given: changed({ state: "done" }),
    input: ofMessage,
  },
  { title: "that is none", expect: "message_change.not_found" as const, input: ofMessage },
  { title: "by an agent", ...forbidden, given: waiting, input: ofMessage },
];

const foreign: ForeignId<{ messageId: number } | { inboxId: number }>[] = [
  {
    what: "message",
    scope: "account",
    expect: "message_change.not_found",
    given: waiting,
    input: (_, owner) => ofMessage(owner),
  },
  { what: "inbox", scope: "account", expect: "inbox.not_found", input: (_, owner) => ofInbox(owner) },
];

export const QUEUED_MESSAGE_CHANGE_ENTRIES: Record<string, Entry> = {
  "retry-message-changes": entry(retryMessageChanges)({
    cases: [
      { title: "one", expect: "nothing", given: waiting, input: ofMessage },
      { title: "those of an inbox", expect: "nothing", given: waiting, input: ofInbox },
      {
        title: "one that can be undone",
        expect: "message.held",
        given: changed({ startsMs: MINUTE_MS }),
        input: ofMessage,
      },
      ...refused,
    ],
    foreign,
  }),
  "discard-message-changes": entry(discardMessageChanges)({
    cases: [
      { title: "one", expect: ["message.change_failed"], given: waiting, input: ofMessage },
      { title: "those of an inbox", expect: ["message.change_failed"], given: waiting, input: ofInbox },
      {
        title: "of a killed process",
        expect: ["message.change_failed"],
        given: changed({ state: "calling", dueMs: -MINUTE_MS }),
        input: ofMessage,
      },
      { title: "of an inbox without any", expect: "nothing", input: ofInbox },
      ...refused,
    ],
    foreign,
  }),
};
