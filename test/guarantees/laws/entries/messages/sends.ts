import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { reportFailure } from "@/server/commands/messages/report-failure";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { settleSends } from "@/server/commands/receipts/settle-sends";
import { systemCaller } from "@/server/contract/_shared/caller";
import { afterSendTry, type SendOutcome } from "@/server/domain/send/send";
import { one } from "@/server/store/_postgres/db";
import { type ClaimedSend, claimSends } from "@/server/store/sends/claim-sends";
import type { SettledSend } from "@/server/store/sends/settle-sends";
import {
  all,
  conversation,
  foreignConversation,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, type Expected, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

const claims = new WeakMap<Stage, ClaimedSend>();

/** A reply of an inbox with a program, claimed for a call, also where another case moved the conversation. */
async function claimed(s: Stage): Promise<void> {
  const { inboxId } = one(
    await s.world.database.query<{ inboxId: number }>(
      `select inbox_id as "inboxId" from conversation where id = $1`,
      [s.conversation.id],
    ),
  );
  await s.run(updateInbox, { inboxId, callbackUrl: "https://example.test/callback" });
  await s.run(sendMessage, { conversation: conversation(s), content: "On its way" });
  await claimAgain(s);
}

async function claimAgain(s: Stage): Promise<void> {
  pass(s.world, 61_000);
  const found = await claimSends(s.world.database, {
    now: s.world.clock.now,
    inFlight: new Map(),
    room: 1_000,
  });
  const own = found.filter(({ accountId }) => accountId === s.accountId).at(-1);
  if (own) claims.set(s, own);
}

const claimOf = (s: Stage): ClaimedSend => {
  const claim = claims.get(s);
  if (!claim) throw new Error("nothing is claimed");
  return claim;
};

/** The end of the claimed send after a call with this outcome. */
function ended(s: Stage, outcome: SendOutcome): { settled: SettledSend[] } {
  const { id, key, inboxId, messageId, attempt, leaseUntil, tries, queuedAt } = claimOf(s);
  const at = s.world.clock.now;
  const tried = {
    tries,
    queuedMs: queuedAt.getTime(),
    isDoubtful: false,
    deduplicates: false,
    answersLookups: false,
  };
  const next = afterSendTry(outcome, tried, { endMs: at.getTime() + 40, random: 0.5 });
  const made = { number: tries, at, durationMs: 40, outcome, status: 200, address: "192.0.2.1" };
  return { settled: [{ id, key, inboxId, messageId, attempt, leaseUntil, next, made }] };
}

const deleteIt = (s: Stage) => s.run(deleteMessage, { messageId: claimOf(s).messageId });
const sendAgain = (s: Stage) => s.run(retryMessage, { messageId: claimOf(s).messageId });
const asSystem = (s: Stage) => systemCaller(s.accountId);
const settledAs = (outcome: SendOutcome) => async (s: Stage) => {
  await s.world.run(settleSends, asSystem(s), ended(s, outcome));
};

const accepted: SendOutcome = { kind: "accepted", sourceId: null, status: "sent" };
const refused: SendOutcome = { kind: "refused", error: "400: not on WhatsApp" };

const read = (s: Stage) =>
  s.run(recordReceipts, { receipts: [{ messageId: claimOf(s).messageId, signal: "read" }] });
const noteOf = (s: Stage) => ({
  conversation: conversation(s),
  content: "🚨 The message could not be sent.",
  error: "The message could not be sent.",
  clientId: "alarm-1",
});

type SendCase = Case<{ settled: readonly SettledSend[] }>;
const after = (
  title: string,
  expect: Expected,
  outcome: SendOutcome,
  given: SendCase["given"] = claimed,
): SendCase => ({ title, expect, as: asSystem, given, input: (s) => ended(s, outcome) });

export const SEND_ENTRIES: Record<string, Entry> = {
  "settle-sends": entry(settleSends)({
    cases: [
      after("accepted", ["message.status_changed"], accepted),
      after("accepted under the provider's id", ["message.status_changed"], {
        ...accepted,
        sourceId: "wamid.1",
      }),
      after("accepted, and reported later", "nothing", { ...accepted, status: "pending" }),
      after("accepted under an id, and reported later", ["message.updated"], {
        kind: "accepted",
        sourceId: "wamid.2",
        status: "pending",
      }),
      after("refused", ["message.status_changed"], refused),
      after("not sent", "nothing", { kind: "not_sent", reason: "Connection refused.", retryAfterMs: null }),
      after("without a definite answer", ["message.stuck"], { kind: "ambiguous", reason: "No answer." }),
      after("twice", "nothing", accepted, all(claimed, settledAs(accepted))),
      after(
        "refused, of an attempt before the current one",
        "nothing",
        refused,
        all(claimed, settledAs({ kind: "ambiguous", reason: "No answer." }), sendAgain),
      ),
      after(
        "accepted, after another process could only call it unconfirmed",
        ["message.unstuck", "message.status_changed"],
        accepted,
        all(claimed, settledAs({ kind: "ambiguous", reason: "No answer." })),
      ),
      after("of a deleted message", ["message.status_changed"], accepted, all(claimed, deleteIt)),
      {
        title: "given back",
        expect: "nothing",
        as: asSystem,
        given: claimed,
        input: (s) => ({
          settled: ended(s, refused).settled.map((one) => ({
            ...one,
            next: { state: "waiting", dueMs: s.world.clock.now.getTime(), isDoubtful: false },
            made: null,
          })),
        }),
      },
    ],
    foreign: "the system's own: it names sends that it has claimed, and every statement names the account",
  }),

  "report-failure": entry(reportFailure)({
    cases: [
      {
        title: "of the message that was accepted last",
        expect: ["note.created", "message.status_changed"],
        given: all(claimed, settledAs(accepted)),
        input: noteOf,
      },
      {
        title: "of the message that is being sent",
        expect: ["note.created", "message.status_changed"],
        given: claimed,
        input: noteOf,
      },
      {
        title: "of a message that the customer has",
        expect: ["note.created"],
        given: all(claimed, settledAs(accepted), read),
        input: noteOf,
      },
      {
        title: "in an inbox without a callback",
        expect: ["note.created", "message.status_changed"],
        input: noteOf,
      },
      {
        title: "of one of several messages in an inbox without a callback",
        expect: ["note.created"],
        given: (s) => s.run(sendMessage, { conversation: conversation(s), content: "And?" }),
        input: noteOf,
      },
      {
        title: "the same again under its client id",
        expect: "nothing",
        given: all(claimed, settledAs(accepted), (s) => s.run(reportFailure, noteOf(s))),
        input: noteOf,
      },
      { title: "into the trash", expect: "conversation.trashed", given: trash, input: noteOf },
    ],
    foreign: foreignConversation((s, ref) => ({ ...noteOf(s), conversation: ref })),
  }),
};
