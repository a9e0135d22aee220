import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import {
  confirmDeletion,
  type PrepareDeletion,
  prepareDeletion,
} from "@/server/commands/deletions/confirmed-deletion";
import {
  beginInboxRetention,
  beginRetention,
  deleteContact,
  deleteConversation,
} from "@/server/commands/deletions/delete-directly";
import { deleteResolved, emptyTrash, purgeDue } from "@/server/worker/jobs/retention-jobs";
import {
  action,
  at,
  by,
  type CommandStep,
  NO,
  type Path,
  type Place,
  type ProcedureStep,
  type RequestStep,
  v1,
  type Ways,
} from "./path";
import { all, inSecondConversation, pending, resolved, trashed } from "./requests";

type Confirm = {
  command: CommandStep;
  procedure: ProcedureStep;
  v1: RequestStep;
};

const token = ({ before }: Place) => ({ token: String(before.token) });
const shownToken = ({ before }: Place) => ({ token: String(before.result.token) }); // for a command

/** Confirms it as a deletion, or as a bulk operation. */
const ALONE: Confirm = {
  command: by(confirmDeletion)(shownToken, "admin"),
  procedure: (p) => ({ path: "deletions.confirm", input: token(p), as: "admin" }),
  v1: (p) => ({ path: "/v1/deletions/confirm", body: token(p) }),
};
const purge = { action: "purge", params: {} } as const;
const IN_BULK: Confirm = {
  command: by(startBulk)(
    (p) => ({ change: purge, target: shownToken(p), mode: "best_effort", timeoutS: 600 }),
    "admin",
  ),
  procedure: (p) => ({ path: "bulk.start", input: { ...purge, ...token(p) }, as: "admin" }),
  v1: (p) => ({ path: "/v1/bulk-operations", body: { ...purge, ...token(p) } }),
};

/** A permanent deletion: prepared, confirmed with its token, executed by the worker. */
const purged = (what: (place: Place) => PrepareDeletion, confirm = ALONE): Ways => ({
  command: [by(prepareDeletion)(what, "admin"), confirm.command],
  procedure: [
    (p) => ({ path: "deletions.prepare", input: { displayIds: [p.displayId] }, as: "admin" }),
    confirm.procedure,
  ],
  v1: [(p) => ({ path: "/v1/deletions/prepare", body: what(p) }), confirm.v1],
  chatwoot: "its DELETE needs no confirmation: see the last path",
  freescout: "its DELETE needs no confirmation: see the last path",
  worker: NO.started,
});
const DAY_MS = 24 * 3_600_000;
const MONTH_MS = 31 * DAY_MS;
const afterMonth: Ways = {
  command: async (run, callers, p) => {
    await p.wait(MONTH_MS);
    return by(beginRetention)(() => ({}), "system")(run, callers, p);
  },
  procedure: NO.time,
  v1: NO.time,
  chatwoot: NO.time,
  freescout: NO.time,
  worker: async (workerContext, p) => {
    await p.wait(MONTH_MS);
    await emptyTrash(workerContext);
    return purgeDue(workerContext);
  },
};

/** In an inbox that deletes what was resolved a day ago. */
const afterDay: Ways = {
  ...afterMonth,
  command: async (run, callers, p) => {
    await p.wait(DAY_MS);
    return by(beginInboxRetention)(() => ({}), "system")(run, callers, p);
  },
  worker: async (workerContext, p) => {
    await p.wait(DAY_MS);
    await deleteResolved(workerContext);
    return purgeDue(workerContext);
  },
};

const AFTER_DAYS = (["open", "pending"] as const).map(
  (was): Path => ({
    title: `18 after its inbox's days, resolved from ${was}`,
    commands: ["begin-inbox-retention", "advance-deletion"],
    inboxSettings: { deleteResolvedAfterDays: 1 },
    given: was === "open" ? resolved : all(pending, resolved),
    ways: afterDay,
    ends: "deletion",
    events: ["conversation.trashed", "conversation.purged", "operation.succeeded"],
    again: [],
    actor: "system",
  }),
);

/** Trashing, restoring and purging; of one and of many. */
export const TRASH_PATHS: readonly Path[] = [
  {
    title: "14 into the trash",
    commands: ["trash-conversation"],
    ways: {
      command: by(trashConversation)(at),
      procedure: action("trashConversation"),
      v1: v1("trash"),
      chatwoot: "its DELETE purges too: see the last path",
      freescout: "its DELETE purges too: see the last path",
      worker: NO.worker,
    },
    events: ["conversation.trashed"],
    again: [],
  },
  {
    title: "16 out of the trash",
    commands: ["restore-conversation"],
    given: trashed,
    ways: {
      command: by(restoreConversation)(at),
      procedure: action("restoreConversation"),
      v1: v1("restore"),
      chatwoot: NO.call,
      freescout: NO.call,
      worker: NO.worker,
    },
    events: ["conversation.restored"],
    again: [],
  },
  {
    title: "18 deleted permanently",
    commands: ["confirm-deletion", "advance-deletion"],
    given: trashed,
    ways: purged(({ conversationId }) => ({ ids: [conversationId] })),
    ends: "deletion",
    events: ["conversation.purged", "operation.succeeded"],
    again: [],
  },
  {
    title: "18 many deleted permanently",
    commands: ["start-bulk", "advance-bulk"],
    given: trashed,
    ways: purged(({ conversationId }) => ({ ids: [conversationId] }), IN_BULK),
    ends: "bulk",
    events: ["bulk.started", "conversation.purged", "bulk.completed", "operation.succeeded"],
    again: [],
  },
  {
    title: "18 after a month in the trash",
    commands: ["begin-retention", "advance-deletion"],
    given: trashed,
    ways: afterMonth,
    ends: "deletion",
    events: ["conversation.purged", "operation.succeeded"],
    again: [],
    actor: "system",
  },
  {
    title: "18 after a month in the trash, having been resolved",
    commands: ["begin-retention", "advance-deletion"],
    given: all(resolved, trashed),
    ways: afterMonth,
    ends: "deletion",
    events: ["conversation.purged", "operation.succeeded"],
    again: [],
    actor: "system",
  },
  ...AFTER_DAYS,
  {
    title: "18 with the contact, who is erased",
    commands: ["confirm-deletion", "advance-deletion"],
    ways: {
      ...purged(({ contactId }) => ({ contactId })),
      procedure: "screens erase no contact yet",
    },
    ends: "deletion",
    events: ["conversation.trashed", "conversation.purged", "contact.erased", "operation.succeeded"],
    again: [],
  },
  {
    title: "18 with the contact, who has another conversation",
    commands: ["confirm-deletion", "advance-deletion"],
    given: inSecondConversation(),
    ways: {
      ...purged(({ contactId }) => ({ contactId })),
      procedure: "screens erase no contact yet",
    },
    ends: "deletion",
    events: [
      ...(["conversation.trashed", "conversation.trashed"] as const),
      ...(["conversation.purged", "conversation.purged", "contact.erased", "operation.succeeded"] as const),
    ],
    again: [],
  },
  {
    title: "14, 18 trashed and purged in one operation, as a DELETE does",
    commands: ["delete-conversation"],
    ways: {
      command: by(deleteConversation)(at, "admin"),
      procedure: "screens confirm first",
      v1: ({ displayId }) => ({ method: "DELETE", path: `/v1/conversations/${displayId}` }),
      chatwoot: ({ accountId, displayId }) => ({
        method: "DELETE",
        path: `/api/v1/accounts/${accountId}/conversations/${displayId}`,
      }),
      freescout: ({ conversationId }) => ({
        method: "DELETE",
        path: `/api/conversations/${conversationId}`,
      }),
      worker: NO.worker,
    },
    events: ["conversation.trashed", "conversation.purged", "operation.succeeded"],
    again: [],
  },
  {
    title: "18 with the contact in one operation, as a DELETE does",
    commands: ["delete-contact"],
    ways: {
      command: by(deleteContact)(({ contactId }) => ({ contactId }), "admin"),
      procedure: "screens confirm first",
      v1: ({ contactId }) => ({ method: "DELETE", path: `/v1/contacts/${contactId}` }),
      chatwoot: ({ accountId, contactId }) => ({
        method: "DELETE",
        path: `/api/v1/accounts/${accountId}/contacts/${contactId}`,
      }),
      freescout: "it deletes no customer",
      worker: NO.worker,
    },
    events: ["conversation.trashed", "conversation.purged", "contact.erased", "operation.succeeded"],
    again: [],
  },
];
