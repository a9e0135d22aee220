import type { StoredArchives } from "@/server/commands/deletions/_steps/purge-chunk";
import type { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { deleteArchive } from "@/server/commands/deletions/delete-archive";
import { beginInboxRetention } from "@/server/commands/deletions/delete-directly";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { storeArchive } from "@/server/files/store-archive";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { all, conversation, forbidden, resolved } from "@/test/guarantees/laws/entries/conversations/states";
import { type Case, type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { archiveIdOf, archiveIt } from "@/test/support/scenes/archiving";

type Turn = { deletionId: number; archives: StoredArchives };
const turns = new WeakMap<Stage, Turn>();
const turnOf = (s: Stage): Turn => turns.get(s) ?? { deletionId: 0, archives: new Map() };

/** A deletion that the inbox's retention began, with the document of its conversation in the file store. */
const stored = all(resolved, async (s) => {
  const settings = { deleteResolvedAfterDays: 1, archiveBeforeDeletion: true };
  await s.run(updateInbox, { inboxId: s.inbox.id, ...settings });
  pass(s.world, 24 * 3_600_000);
  const { result } = await s.run(beginInboxRetention, {});
  const { id, inboxId, displayId } = s.conversation;
  const archiving = { ...s.world, uploads: UNLIMITED, now: () => s.world.clock.now };
  const document = await storeArchive(archiving, s.admin, { conversationId: id, inboxId, displayId });
  turns.set(s, { deletionId: result?.id ?? 0, archives: new Map([[id, document]]) });
});

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

export const ARCHIVE_ENTRIES: Record<string, Entry> = {
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
