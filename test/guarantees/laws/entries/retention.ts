import type { StoredArchives } from "@/server/commands/deletions/_steps/purge-chunk";
import type { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { deleteArchive } from "@/server/commands/deletions/delete-archive";
import { beginInboxRetention, beginRetention } from "@/server/commands/deletions/delete-directly";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { storeArchive } from "@/server/files/store-archive";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import {
  all,
  conversation,
  daysLater,
  forbidden,
  resolved,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { archiveIdOf, archiveIt } from "@/test/support/scenes/deleting";

const deletesResolvedAfter =
  (days: number, settings: { archiveBeforeDeletion?: boolean } = {}) =>
  (s: Stage) =>
    s.run(updateInbox, { inboxId: s.inbox.id, deleteResolvedAfterDays: days, ...settings });

type Turn = { deletionId: number; archives: StoredArchives };
const turns = new WeakMap<Stage, Turn>();
const turnOf = (s: Stage): Turn => turns.get(s) ?? { deletionId: 0, archives: new Map() };

/** A deletion that the inbox's retention began, with the document of its conversation in the file store. */
const stored = all(
  resolved,
  deletesResolvedAfter(1, { archiveBeforeDeletion: true }),
  daysLater(1),
  async (s) => {
    const { result } = await s.run(beginInboxRetention, {});
    const { id, inboxId, displayId } = s.conversation;
    const archiving = { ...s.world, uploads: UNLIMITED, now: () => s.world.clock.now };
    const document = await storeArchive(archiving, s.admin, { conversationId: id, inboxId, displayId });
    turns.set(s, { deletionId: result?.id ?? 0, archives: new Map([[id, document]]) });
  },
);

const ofOther = (s: Stage, of: { fileId: number } | { digest: string }): Turn => {
  const { deletionId, archives } = turnOf(s);
  const { conversationId } = conversation(s);
  const document = archives.get(conversationId) ?? { fileId: 0, digest: "" };
  return { deletionId, archives: new Map([[conversationId, { ...document, ...of }]]) };
};

/** Turns of a deletion by an inbox that archives. */
export const ARCHIVED_TURNS: readonly Case<Parameters<typeof advanceDeletion>[1]>[] = [
  {
    title: "of one that its inbox archives",
    expect: ["conversation.trashed", "conversation.purged", "operation.succeeded"],
    given: stored,
    input: turnOf,
  },
  {
    title: "of one whose document is not in the file store",
    expect: ["operation.failed"],
    given: stored,
    input: (s) => ({ deletionId: turnOf(s).deletionId }),
  },
  {
    title: "of one whose document was deleted since",
    expect: ["operation.failed"],
    given: stored,
    input: (s) => ofOther(s, { fileId: 9e9 }),
  },
  {
    title: "of one that is not as its document says",
    expect: ["operation.failed"],
    given: stored,
    input: (s) => ofOther(s, { digest: "0".repeat(64) }),
  },
];

const archives = new WeakMap<Stage, number>();
const archived = async (s: Stage) => {
  await archiveIt(s);
  archives.set(s, await archiveIdOf(s));
};
const theArchive = (s: Stage) => ({ archiveId: archives.get(s) ?? 9e9 });

export const RETENTION_ENTRIES: Record<string, Entry> = {
  "begin-retention": entry(beginRetention)({
    cases: [
      {
        title: "of conversations long in the trash",
        expect: "nothing",
        given: all(trash, daysLater(31)),
        input: () => ({}),
      },
      { title: "of nothing", expect: "nothing", given: trash, input: () => ({}) },
    ],
    foreign: "takes no id: the account is the caller's",
  }),

  "begin-inbox-retention": entry(beginInboxRetention)({
    cases: [
      {
        title: "of conversations resolved long ago",
        expect: "nothing",
        given: all(resolved, deletesResolvedAfter(7), daysLater(8)),
        input: () => ({}),
      },
      { title: "of an inbox that keeps them", expect: "nothing", given: resolved, input: () => ({}) },
    ],
    foreign: "takes no id: the account is the caller's",
  }),

  "delete-archive": entry(deleteArchive)({
    cases: [
      { title: "of a conversation", expect: "nothing", given: archived, input: theArchive },
      { title: "that does not exist", expect: "archive.not_found", input: theArchive },
      {
        title: "on legal hold",
        expect: "inbox.legal_hold",
        given: all(archived, (s) => s.run(updateInbox, { inboxId: s.inbox.id, legalHold: true })),
        input: theArchive,
      },
      {
        title: "by a token without the scope",
        expect: "auth.scope_missing",
        given: archived,
        as: (s) => ({ ...s.admin, tokenId: s.token.id, scopes: [] }),
        input: theArchive,
      },
      {
        title: "by a token for another inbox",
        expect: "archive.not_found",
        given: archived,
        as: (s) => ({ ...s.admin, tokenId: s.token.id, inboxIds: [s.hiddenInbox.id] }),
        input: theArchive,
      },
      { title: "by an agent", ...forbidden, given: archived, input: theArchive },
    ],
    foreign: [
      {
        what: "archive",
        scope: "account",
        expect: "archive.not_found",
        given: archived,
        input: (_, owner) => theArchive(owner),
      },
    ],
  }),
};
