import { changeStatus } from "@/server/commands/conversations/change-status";
import {
  type CreateConversation,
  createConversation,
} from "@/server/commands/conversations/create-conversation";
import { trashConversation } from "@/server/commands/conversations/trash";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Case } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

export const bare = (stage: Stage) => ({
  inboxId: stage.inbox.id,
  contactId: stage.contact.id,
  startedBy: "other" as const,
});

/** The inbox of each stage whose channel keeps one conversation of a contact, and the stage's contact there. */
const kept = new WeakMap<Stage, { inboxId: number; conversationId: number }>();
const ofKept = (stage: Stage) => ({ ...bare(stage), inboxId: kept.get(stage)?.inboxId ?? 0 });
const withOne = async (s: Stage) => {
  const { id: inboxId } = (await s.run(createInbox, { name: "App", channel: "wukongim" })).result;
  const { conversation } = (await s.run(createConversation, { ...bare(s), inboxId })).result;
  kept.set(s, { inboxId, conversationId: conversation.id });
};
const withOneThat =
  (change: (s: Stage, ref: { conversation: { conversationId: number } }) => Promise<unknown>) =>
  async (s: Stage) => {
    await withOne(s);
    await change(s, { conversation: { conversationId: kept.get(s)?.conversationId ?? 0 } });
  };
const resolvedOne = withOneThat((s, at) => s.run(changeStatus, { ...at, signal: "resolve" }));
const trashedOne = withOneThat(async (s, at) => {
  await s.run(changeStatus, { ...at, signal: "resolve" });
  await s.run(trashConversation, at);
});

/** A new conversation where the channel keeps one of each customer. */
export const KEPT_CASES: readonly Case<CreateConversation>[] = [
  {
    title: "where the channel keeps one, and there is one",
    expect: "conversation.exists",
    given: withOne,
    input: ofKept,
  },
  {
    title: "where the channel keeps one: the same again",
    expect: "nothing",
    given: withOne,
    input: (s) => ({ ...ofKept(s), orExisting: true }),
  },
  {
    title: "where the channel keeps one that is resolved: reopened, with the message",
    expect: ["conversation.status_changed", "message.created", "message.send_requested"],
    given: resolvedOne,
    input: (s) => ({
      ...ofKept(s),
      startedBy: "agent" as const,
      orExisting: true,
      message: { content: "Your parcel is here" },
    }),
  },
  {
    title: "where the channel keeps one that is resolved and in the trash: restored, then reopened",
    expect: ["conversation.restored", "conversation.status_changed"],
    given: trashedOne,
    input: (s) => ({ ...ofKept(s), orExisting: true }),
  },
];
