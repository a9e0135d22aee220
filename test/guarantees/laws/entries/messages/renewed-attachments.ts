import { renewAttachments } from "@/server/commands/files/files";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, conversation, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { addFile } from "@/test/support/scenes/files";

type Subject = { fileId: number; messageId: number };
/** The file of each stage's case, and the message that has it. */
const subject = new WeakMap<Stage, Subject>();
const ofSubject = (s: Stage) => ({ fileId: subject.get(s)?.fileId ?? 0 });
const byWorker = { as: (s: Stage) => systemCaller(s.accountId), input: ofSubject };

const attached = async (s: Stage) => {
  const { id: fileId } = await addFile(s.world, s.admin);
  const message = { conversation: conversation(s), content: "Look", fileIds: [fileId] };
  subject.set(s, { fileId, messageId: (await s.run(sendMessage, message)).result.message.id });
};
const written = (s: Stage) => s.run(addNote, { conversation: conversation(s), content: "Nice" });
const removed = (s: Stage) => s.run(deleteMessage, { messageId: subject.get(s)?.messageId ?? 0 });
const sizeKnown = (s: Stage) =>
  s.world.database.query("update file set width = 800, height = 600 where id = $1", [ofSubject(s).fileId]);

export const RENEWED_ATTACHMENT_ENTRIES: Record<string, Entry> = {
  "renew-attachments": entry(renewAttachments)({
    cases: [
      {
        ...byWorker,
        title: "of which more is known",
        expect: ["message.updated"],
        given: all(attached, written, sizeKnown),
      },
      {
        ...byWorker,
        title: "of the last message",
        expect: ["message.updated"],
        given: all(attached, sizeKnown),
      },
      {
        ...byWorker,
        title: "of a message in the trash",
        expect: ["message.updated"],
        given: all(attached, sizeKnown, trash),
      },
      { ...byWorker, title: "of which nothing new is known", expect: "nothing", given: attached },
      {
        ...byWorker,
        title: "of a deleted message",
        expect: "nothing",
        given: all(attached, sizeKnown, removed),
      },
      { ...byWorker, title: "that no message has", expect: "nothing", input: () => ({ fileId: 999_999 }) },
    ],
    // The result lists the changed messages.
    refusedAs: (changed) => (changed.length > 0 ? null : "message.not_found"),
    foreign: [
      {
        what: "file",
        scope: "account",
        expect: "message.not_found",
        given: all(attached, sizeKnown),
        input: (_, owner) => ofSubject(owner),
      },
    ],
  }),
};
