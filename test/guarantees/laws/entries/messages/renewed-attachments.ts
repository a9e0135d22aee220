import { renewAttachments } from "@/server/commands/files/renew-attachments";
import { deleteMessage } from "@/server/commands/messages/delete-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { attachFiles, storeFile } from "@/test/support/scenes/stored-files";

/** The file of each stage's case. */
const subject = new WeakMap<Stage, number>();
const ofSubject = (s: Stage) => ({ fileId: subject.get(s) ?? 0 });
const byWorker = { as: (s: Stage) => systemCaller(s.accountId), input: ofSubject };

const attachedTo = (which: "incoming" | "outgoing") => async (s: Stage) => {
  const file = await storeFile(s.world, s.accountId, { name: "photo.jpg", contentType: "image/jpeg" });
  subject.set(s, file.id);
  await attachFiles(s.world, { accountId: s.accountId, messageId: s[which].id }, [file]);
};
const sizeKnown = (s: Stage) =>
  s.world.database.query("update file set width = 800, height = 600 where id = $1", [subject.get(s)]);
const attached = attachedTo("incoming");

export const RENEWED_ATTACHMENT_ENTRIES: Record<string, Entry> = {
  "renew-attachments": entry(renewAttachments)({
    cases: [
      { ...byWorker, title: "of which more is known", expect: "events", given: all(attached, sizeKnown) },
      {
        ...byWorker,
        title: "of the last message",
        expect: "events",
        given: all(attachedTo("outgoing"), sizeKnown),
      },
      {
        ...byWorker,
        title: "of a message in the trash",
        expect: "events",
        given: all(attached, sizeKnown, trash),
      },
      { ...byWorker, title: "of which nothing new is known", expect: "nothing", given: attached },
      {
        ...byWorker,
        title: "of a deleted message",
        expect: "nothing",
        given: all(attachedTo("outgoing"), sizeKnown, (s) =>
          s.run(deleteMessage, { messageId: s.outgoing.id }),
        ),
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
