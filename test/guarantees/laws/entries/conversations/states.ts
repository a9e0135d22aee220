import { randomUUID } from "node:crypto";
import { createContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { setPriority } from "@/server/commands/conversations/set-fields";
import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import type { InviteMember } from "@/server/commands/members/members";
import { markStuck } from "@/server/commands/messages/mark-late";
import { forwardAsNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import type { ReceiptInput } from "@/server/commands/receipts/_steps/receipt-targets";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";

export const conversation = (stage: Stage) => ({ conversationId: stage.conversation.id });
export const later = (stage: Stage, hours: number) =>
  new Date(stage.world.clock.now.getTime() + hours * 3_600_000);

export const daysLater = (days: number) => async (stage: Stage) => pass(stage.world, days * 24 * 3_600_000);

export const trash = (stage: Stage) => stage.run(trashConversation, { conversation: conversation(stage) });

/** A case that begins in a state. */
export const after = (given: (s: Stage) => Promise<unknown>) => ({ given });

/** Of a case whose conversation is in the trash. */
export const inTrash = { given: trash };

export const signal =
  (name: Parameters<typeof changeStatus>[1]["signal"], hours: number | null = null) =>
  (stage: Stage) =>
    stage.run(changeStatus, {
      conversation: conversation(stage),
      signal: name,
      until: hours === null ? null : later(stage, hours),
    });

export const resolved = signal("resolve");

/** Snoozed for an hour, two hours ago. */
export const snoozedOut = async (stage: Stage) => {
  await signal("snooze", 1)(stage);
  pass(stage.world, 2 * 3_600_000);
};

/** The conversation of the input is another account's. */
export const foreignConversation = <I>(
  input: (own: Stage, ref: { conversationId: number }) => I,
): ForeignId<I>[] => [
  {
    what: "conversation",
    scope: "inbox",
    expect: "conversation.not_found",
    input: (own, owner) => input(own, conversation(owner)),
  },
];

/** Sets the inbox's policy. */
export const withPolicy = (settings: Parameters<typeof changePolicy>[1]["settings"]) => (stage: Stage) =>
  stage.run(changePolicy, { inboxId: stage.inbox.id, settings });

/** A second conversation of the contact, made by diverting a message from the resolved first. */
export const diverted = async (stage: Stage) => {
  await withPolicy({ onMessageAfterResolve: "newConversation" })(stage);
  await resolved(stage);
  return stage.run(receiveMessage, { conversation: conversation(stage), content: "Another matter" });
};

export type More = Partial<Pick<ReceiptInput, "error" | "sourceId" | "attempt" | "at">>;
export type About = "outgoing" | "incoming" | { bySource: string };

/** One receipt, about a message of the stage or a source id of its inbox. */
export const about = (
  stage: Stage,
  target: About,
  signal: ReceiptInput["signal"],
  more: More = {},
): ReceiptInput => ({
  ...(typeof target === "string"
    ? { messageId: stage[target].id }
    : { inboxId: stage.inbox.id, sourceId: target.bySource }),
  signal,
  ...more,
});

/** Records one receipt. */
export const report =
  (target: About, signal: ReceiptInput["signal"], more: More = {}) =>
  (stage: Stage) =>
    stage.run(recordReceipts, { receipts: [about(stage, target, signal, more)] });

/** Takes the steps one after the other. */
export const all =
  (...steps: ((stage: Stage) => Promise<unknown>)[]) =>
  async (stage: Stage) => {
    for (const step of steps) await step(stage);
  };

/** Sets the inbox's messages to start as sent. */
export const startsSent = (stage: Stage) =>
  stage.run(updateInbox, { inboxId: stage.inbox.id, messagesStartAs: "sent" });

/** Moves the clock until the stage's message is stuck. */
export const stuck = async (stage: Stage) => {
  pass(stage.world, 10 * 60_000);
  const by = systemCaller(stage.accountId);
  return stage.world.run(markStuck, by, { messageIds: [stage.outgoing.id] });
};

/** An agent calls what only an administrator may. */
export const forbidden = { expect: "auth.forbidden" as const, as: (s: Stage) => s.agent };
/** A new member. */
export const person = (more: { email?: string; inboxIds?: number[] } = {}) => ({
  name: "Edsger",
  email: `${randomUUID()}@example.test`,
  role: "agent" as const,
  inboxIds: [],
  passwordHash: "unusable",
  ...more,
});

/** An invited member. */
export const invited = (given: Partial<InviteMember> = {}): InviteMember => {
  const { passwordHash: _, ...fields } = person();
  return { ...fields, secret: randomUUID(), ...given };
};

export const ofAgent = (stage: Stage) => stage.agent.userId ?? 0;

/** The customer's message, forwarded as a note into another conversation. */
export const forwarded = async (s: Stage) => {
  const { contact } = (await s.run(createContact, { name: "Ming" })).result;
  const fields = { inboxId: s.inbox.id, contactId: contact.id, startedBy: "other" } as const;
  const { conversation: place } = (await s.run(createConversation, fields)).result;
  await s.run(forwardAsNote, { messageId: s.incoming.id, to: { conversationId: place.id } });
};

/** The conversation's inbox sends messages of at most three characters. */
export const shortMessages = (s: Stage) => s.run(updateInbox, { inboxId: s.inbox.id, maxMessageChars: 3 });

const it = { input: (s: Stage) => ({ conversation: conversation(s) }) };

export const restore = (s: Stage) => s.run(restoreConversation, { conversation: conversation(s) });
const twoHoursLater = async (s: Stage) => pass(s.world, 2 * 3_600_000);

export const TRASH_ENTRIES: Record<string, Entry> = {
  "trash-conversation": entry(trashConversation)({
    cases: [
      { ...it, title: "an open one", expect: ["conversation.trashed"], as: (s) => s.agent },
      { ...it, title: "a resolved one", expect: ["conversation.trashed"], given: resolved },
      { ...it, title: "one that was restored", expect: ["conversation.trashed"], given: all(trash, restore) },
      { ...it, title: "a trashed one", expect: "nothing", given: trash },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),

  "restore-conversation": entry(restoreConversation)({
    cases: [
      { ...it, title: "a trashed one", expect: ["conversation.restored"], as: (s) => s.agent, given: trash },
      {
        ...it,
        title: "one whose snooze ran out in the trash",
        expect: ["conversation.restored", "conversation.status_changed"],
        given: all(signal("snooze", 1), trash, twoHoursLater),
      },
      {
        ...it,
        title: "one that still sleeps",
        expect: ["conversation.restored"],
        given: all(signal("snooze", 1), trash),
      },
      { ...it, title: "a live one", expect: "nothing" },
      {
        ...it,
        title: "one that its customer has restored",
        expect: "nothing",
        given: all(trash, (s) =>
          s.run(receiveMessage, { conversation: conversation(s), content: "Hello again" }),
        ),
      },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref })),
  }),
};

const to = (priority: Parameters<typeof setPriority>[1]["priority"]) => ({
  input: (s: Stage) => ({ conversation: conversation(s), priority }),
});
export const high = (s: Stage) => s.run(setPriority, to("high").input(s));

export const PRIORITY_ENTRIES: Record<string, Entry> = {
  "set-priority": entry(setPriority)({
    cases: [
      {
        title: "of one that has none",
        expect: ["conversation.priority_changed"],
        as: (s) => s.agent,
        ...to("urgent"),
      },
      { title: "to another", expect: ["conversation.priority_changed"], given: high, ...to("low") },
      { title: "to the same value", expect: "nothing", given: high, ...to("high") },
      { title: "removed", expect: ["conversation.priority_changed"], given: high, ...to(null) },
      { title: "of a trashed one", expect: "conversation.trashed", given: trash, ...to("high") },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, priority: "high" })),
  }),
};
