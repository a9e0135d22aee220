import { discardMessageChanges, retryMessageChanges } from "@/server/commands/queues/queued-message-changes";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

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
       values ($1, $2, $3, 'edit', $4, $5, $6, $7, $8)`,
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
