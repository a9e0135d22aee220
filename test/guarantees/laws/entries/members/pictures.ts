import { setAccountLogo } from "@/server/commands/members/account";
import { setAvatar } from "@/server/commands/members/profile";
import { addNote } from "@/server/commands/messages/notes";
import type { Caller } from "@/server/contract/_shared/caller";
import type { EventType } from "@/server/contract/event/event";
import { PICTURE_BYTES_MAX } from "@/server/domain/message/file";
import type { FileRow } from "@/server/store/files/files";
import { conversation, forbidden, ofAgent } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { addFile } from "@/test/support/scenes/files";

const uploads = new WeakMap<Stage, number>();
const fileOf = (stage: Stage): number => uploads.get(stage) ?? 0;

/** Somebody has uploaded a picture, by default the administrator. */
const uploaded =
  (
    stored: Partial<Pick<FileRow, "contentType" | "bytes">> = {},
    by: (stage: Stage) => Caller = (stage) => stage.admin,
  ) =>
  async (stage: Stage): Promise<void> => {
    const { id } = await addFile(stage.world, by(stage), "face.png", stored);
    uploads.set(stage, id);
  };

/** The cases of both commands, which make this event; `input` is the command's, with a file. */
const casesOf = <I>(event: EventType, input: (fileId: number) => I): Case<I>[] => [
  { title: "an uploaded image", expect: [event], given: uploaded(), input: (s) => input(fileOf(s)) },
  {
    title: "an image of the greatest size",
    expect: [event],
    given: uploaded({ bytes: PICTURE_BYTES_MAX }),
    input: (s) => input(fileOf(s)),
  },
  {
    title: "an image of one byte more",
    expect: "file.too_large",
    given: uploaded({ bytes: PICTURE_BYTES_MAX + 1 }),
    input: (s) => input(fileOf(s)),
  },
  {
    title: "a drawing, which may contain scripts",
    expect: "file.not_image",
    given: uploaded({ contentType: "image/svg+xml" }),
    input: (s) => input(fileOf(s)),
  },
  {
    title: "somebody else's upload",
    expect: "file.not_found",
    given: uploaded({}, (s) => s.agent),
    input: (s) => input(fileOf(s)),
  },
  {
    title: "the file of a message",
    expect: "file.attached",
    given: async (s) => {
      await uploaded()(s);
      await s.run(addNote, { conversation: conversation(s), content: "", fileIds: [fileOf(s)] });
    },
    input: (s) => input(fileOf(s)),
  },
];

export const PICTURE_ENTRIES: Record<string, Entry> = {
  "set-avatar": entry(setAvatar)({
    cases: [
      ...casesOf("member.updated", (avatarFileId) => ({ avatarFileId })),
      {
        title: "another image",
        expect: ["member.updated"],
        given: async (s) => {
          await uploaded()(s);
          await s.run(setAvatar, { avatarFileId: fileOf(s) });
          await uploaded()(s);
        },
        input: (s) => ({ avatarFileId: fileOf(s) }),
      },
      {
        title: "the same image",
        expect: "nothing",
        given: async (s) => {
          await uploaded()(s);
          await s.run(setAvatar, { avatarFileId: fileOf(s) });
        },
        input: (s) => ({ avatarFileId: fileOf(s) }),
      },
      {
        title: "none in place of an image",
        expect: ["member.updated"],
        given: async (s) => {
          await uploaded()(s);
          await s.run(setAvatar, { avatarFileId: fileOf(s) });
        },
        input: () => ({ avatarFileId: null }),
      },
      { title: "none where there was none", expect: "nothing", input: () => ({ avatarFileId: null }) },
      {
        title: "the picture of another member",
        expect: "file.attached",
        given: async (s) => {
          await uploaded()(s);
          await s.run(setAvatar, { avatarFileId: fileOf(s), userId: ofAgent(s) });
        },
        input: (s) => ({ avatarFileId: fileOf(s) }),
      },
      {
        title: "one's own, as an agent",
        expect: ["member.updated"],
        as: (s) => s.agent,
        given: uploaded({}, (s) => s.agent),
        input: (s) => ({ avatarFileId: fileOf(s) }),
      },
      {
        title: "of another, by an administrator",
        expect: ["member.updated"],
        given: uploaded(),
        input: (s) => ({ avatarFileId: fileOf(s), userId: ofAgent(s) }),
      },
      {
        title: "of another, by an agent",
        ...forbidden,
        input: (s) => ({ avatarFileId: null, userId: s.admin.userId ?? 0 }),
      },
      {
        title: "by a caller without a user",
        expect: "member.not_found",
        as: (s) => ({ ...s.admin, userId: null }),
        input: () => ({ avatarFileId: null }),
      },
    ],
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, o) => ({ avatarFileId: null, userId: ofAgent(o) }),
      },
      {
        what: "file",
        scope: "account",
        expect: "file.not_found",
        given: uploaded(),
        input: (_, o) => ({ avatarFileId: fileOf(o) }),
      },
    ],
  }),

  "set-account-logo": entry(setAccountLogo)({
    cases: [
      ...casesOf("account.updated", (logoFileId) => ({ logoFileId })),
      {
        title: "none in place of an image",
        expect: ["account.updated"],
        given: async (s) => {
          await uploaded()(s);
          await s.run(setAccountLogo, { logoFileId: fileOf(s) });
        },
        input: () => ({ logoFileId: null }),
      },
      { title: "none where there was none", expect: "nothing", input: () => ({ logoFileId: null }) },
      {
        title: "a member's picture",
        expect: "file.attached",
        given: async (s) => {
          await uploaded()(s);
          await s.run(setAvatar, { avatarFileId: fileOf(s) });
        },
        input: (s) => ({ logoFileId: fileOf(s) }),
      },
      { title: "by an agent", ...forbidden, input: () => ({ logoFileId: null }) },
    ],
    foreign: [
      {
        what: "file",
        scope: "account",
        expect: "file.not_found",
        given: uploaded(),
        input: (_, o) => ({ logoFileId: fileOf(o) }),
      },
    ],
  }),
};
