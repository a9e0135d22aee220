import { acceptUpload } from "@/server/commands/files/files";
import { addNote } from "@/server/commands/messages/notes";
import type { EventType } from "@/server/contract/event/event";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
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
