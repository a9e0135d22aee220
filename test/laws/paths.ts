import { advanceDeletion } from "@/server/commands/advance-deletion";
import { changeStatus } from "@/server/commands/change-status";
import { createContact } from "@/server/commands/create-contact";
import { createConversation } from "@/server/commands/create-conversation";
import { deleteConversation } from "@/server/commands/delete-conversation";
import { markSpam } from "@/server/commands/mark-spam";
import { mergeContacts } from "@/server/commands/merge-contacts";
import { receiveFrom } from "@/server/commands/receive-from";
import { receiveMessage } from "@/server/commands/receive-message";
import { restoreConversation } from "@/server/commands/restore-conversation";
import { sendMessage } from "@/server/commands/send-message";
import { takeOver } from "@/server/commands/take-over";
import { trashConversation } from "@/server/commands/trash-conversation";
import { undoChanges } from "@/server/commands/undo-changes";
import { wakeDue } from "@/server/commands/wake-due";
import { withdrawMessage } from "@/server/commands/withdraw-message";
import { systemCaller } from "@/server/contract/caller";
import { confirmed, deletionOf } from "./entries/deletions";
import { diverted, resolved, signal, snoozedOut, trash } from "./entries/states";
import { by, inBulk, type Path, program, ref } from "./path";
import type { Stage } from "./stage";

/** What a path remembers of what was before it. */
const kept = new WeakMap<Stage, { operationId: string; id: number }>();
const keptOf = (stage: Stage) => kept.get(stage) ?? { operationId: crypto.randomUUID(), id: 0 };
const keep =
  (
    work: (stage: Stage) => Promise<{ operationId: string; result: unknown }>,
    idOf: (result: unknown) => number,
  ) =>
  async (stage: Stage) => {
    const { operationId, result } = await work(stage);
    kept.set(stage, { operationId, id: idOf(result) });
  };
const nothing = () => 0;

const ENDED = ["bulk.completed", "operation.succeeded"] as const;

const held = keep(
  (s) => s.run(sendMessage, { ...ref(s), content: "Bye", resolve: true, holdMs: 10_000 }),
  (result) => (result as { message: { id: number } }).message.id, // what `sendMessage` answers
);
const twin = keep(
  (s) => s.run(createContact, { name: "Li", phone: "+34600000001" }),
  (result) => (result as { contact: { id: number } }).contact.id, // what `createContact` answers
);

/** Every path of a status or lifecycle that other inboxes have, forgot or doubled, and ours beside them. */
export const PATHS: readonly Path[] = [
  {
    title: "1 one conversation's status, by hand",
    command: "change-status",
    act: by(changeStatus)((s) => ({ ...ref(s), signal: "resolve" })),
    told: ["conversation.status_changed"],
    again: [],
  },
  {
    title: "2 no spam after all",
    command: "undo-changes",
    given: keep((s) => s.run(markSpam, ref(s)), nothing),
    act: by(undoChanges)((s) => ({ ...ref(s), operationId: keptOf(s).operationId })),
    told: ["conversation.labelled", "conversation.status_changed"],
  },
  {
    title: "3 many at once, one of them as wanted already",
    command: "advance-bulk",
    given: diverted,
    act: inBulk({ action: "status", params: { signal: "resolve" } }),
    told: ["bulk.started", "conversation.status_changed", ...ENDED],
    again: ["bulk.started", ...ENDED],
  },
  {
    title: "4 send and resolve",
    command: "send-message",
    act: by(sendMessage)((s) => ({ ...ref(s), content: "Bye", resolve: true })),
    told: ["message.created", "conversation.status_changed"],
  },
  {
    title: "5 undo of send and resolve",
    command: "withdraw-message",
    given: held,
    act: by(withdrawMessage)(
      (s) => ({ messageId: keptOf(s).id }),
      (s) => s.admin,
    ),
    told: ["message.withdrawn", "conversation.status_changed"],
    again: [],
  },
  {
    title: "6 begun with a status",
    command: "create-conversation",
    act: by(createConversation)(
      (s) => ({ inboxId: s.inbox.id, contactId: s.contact.id, startedBy: "other", status: "resolved" }),
      program,
    ),
    told: ["conversation.created"],
  },
  {
    title: "7 begun by an agent with a message",
    command: "create-conversation",
    act: by(createConversation)((s) => ({
      inboxId: s.inbox.id,
      contactId: s.contact.id,
      startedBy: "agent",
      message: { content: "Hello" },
    })),
    told: ["conversation.created", "message.created"],
  },
  {
    title: "8 a customer's answer to a resolved one",
    command: "receive-message",
    given: resolved,
    act: by(receiveMessage)((s) => ({ ...ref(s), content: "Once more" }), program),
    told: ["message.created", "conversation.status_changed"],
  },
  {
    title: "8 the same, from who is known by the channel only",
    command: "receive-from",
    act: by(receiveFrom)(
      (s) => ({ inboxId: s.inbox.id, from: { sourceId: "wa:path" }, content: "Hello" }),
      program,
    ),
    told: ["contact.created", "conversation.created", "message.created"],
  },
  {
    title: "9 an agent's answer moves nothing",
    command: "send-message",
    given: signal("markPending"),
    act: by(sendMessage)((s) => ({ ...ref(s), content: "A moment" })),
    told: ["message.created"],
  },
  {
    title: "10 a program sends and resolves",
    command: "send-message",
    act: by(sendMessage)((s) => ({ ...ref(s), content: "Bye", resolve: true }), program),
    told: ["message.created", "conversation.status_changed"],
    actor: "token",
  },
  {
    title: "11 a program sets a status",
    command: "change-status",
    act: by(changeStatus)((s) => ({ ...ref(s), signal: "markPending" }), program),
    told: ["conversation.status_changed"],
    again: [],
    actor: "token",
  },
  {
    title: "12 a timer",
    command: "wake-due",
    given: snoozedOut,
    act: by(wakeDue)(
      (s) => ({ conversationId: s.conversation.id }),
      (s) => systemCaller(s.accountId),
    ),
    told: ["conversation.status_changed"],
    again: [],
    actor: "system",
  },
  {
    title: "13 two contacts become one",
    command: "merge-contacts",
    given: twin,
    act: by(mergeContacts)((s) => ({ contactId: keptOf(s).id, otherId: s.contact.id })),
    told: ["contact.merged", "contact.updated", "conversation.updated"],
  },
  {
    title: "14 into the trash",
    command: "trash-conversation",
    act: by(trashConversation)(ref),
    told: ["conversation.trashed"],
    again: [],
  },
  {
    title: "15 many into the trash, one of them there already: it is not deleted for ever",
    command: "advance-bulk",
    given: async (s) => {
      await diverted(s);
      await trash(s);
    },
    act: inBulk({ action: "trash", params: {} }),
    told: ["bulk.started", "conversation.trashed", ...ENDED],
    again: ["bulk.started", ...ENDED],
  },
  {
    title: "16 out of the trash",
    command: "restore-conversation",
    given: trash,
    act: by(restoreConversation)(ref),
    told: ["conversation.restored"],
    again: [],
  },
  {
    title: "17 a customer's answer to one in the trash",
    command: "receive-message",
    given: trash,
    act: by(receiveMessage)((s) => ({ ...ref(s), content: "Are you there?" }), program),
    told: ["conversation.restored", "message.created"],
  },
  {
    title: "18 deleted for ever",
    command: "advance-deletion",
    given: confirmed,
    act: by(advanceDeletion)(deletionOf, (s) => systemCaller(s.accountId)),
    told: ["conversation.purged", "operation.succeeded"],
    again: [],
  },
  {
    title: "into the trash and deleted for ever in one operation, as a dialect's DELETE does",
    command: "delete-conversation",
    act: by(deleteConversation)(ref, (s) => s.admin),
    told: ["conversation.trashed", "conversation.purged", "operation.succeeded"],
  },
  {
    title: "marked as spam",
    command: "mark-spam",
    act: by(markSpam)(ref),
    told: ["conversation.labelled", "conversation.status_changed"],
    again: [],
  },
  {
    title: "taken over from the bot",
    command: "take-over",
    given: signal("markPending"),
    act: by(takeOver)(ref),
    told: ["conversation.status_changed", "conversation.assigned"],
  },
];
