import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { recordAudit, reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { systemCaller } from "@/server/contract/_shared/caller";
import { RELEASE } from "@/server/lib/process/release";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass } from "@/test/guarantees/laws/stage";

export const AUDIT_ENTRIES: Record<string, Entry> = {
  "record-audit": entry(recordAudit)({
    cases: [
      {
        title: "a week after a review",
        expect: ["inbox.audited"],
        as: (s) => systemCaller(s.accountId),
        given: async (s) => {
          await s.run(reviewInbox, { inboxId: s.inbox.id });
          pass(s.world, 8 * 86_400_000);
        },
        input: (s) => ({ inboxId: s.inbox.id, release: RELEASE, decided: 3, moved: 1 }),
      },
      {
        title: "of settings that were changed since",
        expect: ["inbox.audited", "alert.opened"],
        as: (s) => systemCaller(s.accountId),
        given: async (s) => {
          await s.run(reviewInbox, { inboxId: s.inbox.id });
          await s.run(updateInbox, { inboxId: s.inbox.id, name: "Renamed" });
          pass(s.world, 8 * 86_400_000);
        },
        input: (s) => ({ inboxId: s.inbox.id, release: RELEASE, decided: 3, moved: 0 }),
      },
      {
        title: "that is not due",
        expect: "nothing",
        as: (s) => systemCaller(s.accountId),
        given: (s) => s.run(reviewInbox, { inboxId: s.inbox.id }),
        input: (s) => ({ inboxId: s.inbox.id, release: RELEASE, decided: 0, moved: 0 }),
      },
      {
        title: "of an inbox that is none",
        expect: "inbox.not_found",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ inboxId: 999_999_999, release: RELEASE, decided: 0, moved: 0 }),
      },
      {
        title: "by an administrator",
        ...forbidden,
        as: (s) => s.admin,
        input: (s) => ({ inboxId: s.inbox.id, release: RELEASE, decided: 0, moved: 0 }),
      },
    ],
    foreign: "only the worker calls it, as Tickline, in the account that its list named",
  }),
};
