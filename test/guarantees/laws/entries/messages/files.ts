import { acceptUpload, renewAttachments } from "@/server/commands/files/files";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { EventType } from "@/server/contract/event/event";
import { all, conversation, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { addFile } from "@/test/support/scenes/files";

const uploads = new WeakMap<Stage, number[]>();

/** The administrator has uploaded two files. */
export const uploaded = async (stage: Stage): Promise<void> => {
  const files = [
    await addFile(stage.world, stage.admin),
    await addFile(stage.world, stage.admin, "Rechnung 李.pdf"),
  ];
  uploads.set(
    stage,
    files.map(({ id }) => id),
  );
};
/** The ids of the uploaded files. */
export const filesOf = (stage: Stage): number[] => uploads.get(stage) ?? [];

/** The caption and files of a new message. */
export const withFiles = (stage: Stage) => ({
  conversation: conversation(stage),
  content: "see these",
  fileIds: filesOf(stage),
});

type Written = {
  conversation: { displayId: number } | { conversationId: number };
  content: string;
  fileIds?: number[];
};

/** Of each command that writes a message; `events`: what it makes. */
export const fileCases = (...events: EventType[]): Case<Written>[] => [
  { title: "with files", expect: events, given: uploaded, input: withFiles },
  {
    title: "with a file and no text",
    expect: events,
    given: uploaded,
    input: (s) => ({ ...withFiles(s), content: "", fileIds: filesOf(s).slice(0, 1) }),
  },
  {
    title: "with neither a text nor a file",
    expect: "input.invalid",
    input: (s) => ({ conversation: conversation(s), content: "" }),
  },
  {
    title: "with a file that a message has",
    expect: "file.attached",
    given: async (s) => {
      await uploaded(s);
      await s.run(addNote, withFiles(s));
    },
    input: withFiles,
  },
  {
    title: "with somebody else's file",
    expect: "file.not_found",
    given: async (s) => {
      const { id } = await addFile(s.world, s.agent);
      uploads.set(s, [id]);
    },
    input: withFiles,
  },
];

/** A note of the administrator with files. */
export async function noteWithFiles(stage: Stage): Promise<{ id: number }> {
  await uploaded(stage);
  return (await stage.run(addNote, withFiles(stage))).result.message;
}

export const FILE_ENTRIES: Record<string, Entry> = {
  "accept-upload": entry(acceptUpload)({
    cases: [
      {
        title: "of the caller",
        expect: "nothing",
        given: uploaded,
        input: (s) => ({ fileId: filesOf(s)[0] ?? 0 }),
      },
      { title: "that was deleted", expect: "file.not_found", input: () => ({ fileId: 999_999_999 }) },
    ],
    foreign: [
      {
        what: "file",
        scope: "account",
        expect: "file.not_found",
        given: uploaded,
        input: (_own, owner) => ({ fileId: filesOf(owner)[0] ?? 0 }),
      },
    ],
  }),
};

/** The file of another account in a new message. */
export const FOREIGN_FILE = {
  what: "file",
  scope: "account",
  expect: "file.not_found",
  given: uploaded,
  input: (own: Stage, owner: Stage) => ({ ...withFiles(owner), conversation: conversation(own) }),
} as const;

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
