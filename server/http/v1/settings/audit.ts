import { z } from "@hono/zod-openapi";
import { reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { instantInput } from "@/server/contract/_shared/primitives";
import { settingChangeDto } from "@/server/contract/inbox/setting-change";
import { get, post } from "@/server/http/v1/_route/route";
import { idQuery, page, pathId } from "@/server/http/v1/inputs";
import { audit, inbox, pageOf, settingChange } from "@/server/http/v1/schemas";
import { auditInbox } from "@/server/queries/inboxes/audit-inbox";
import { listSettingChanges } from "@/server/queries/inboxes/setting-changes";

const tag = "Audit";
/** The filter of the audit log, for the page and the export. */
export const changeFilter = {
  inboxId: idQuery.optional(),
  subject: settingChangeDto.shape.subject.optional(),
  userId: idQuery.optional().openapi({ description: "Who made the change, also by one of their tokens." }),
  from: instantInput.optional(),
  to: instantInput.optional().openapi({ description: "Exclusive." }),
};

const params = z.object({ id: pathId("inbox.not_found") });

export const auditRoutes = [
  get(
    {
      path: "/v1/inboxes/{id}/audit",
      tag,
      summary:
        "Show what changed in the settings and the access since the last review (or the creation), by whom, and which conversations were affected",
      params,
      query: z.strictObject(page),
      answer: audit,
      refuses: ["auth.forbidden", "inbox.not_found", "cursor.invalid"],
    },
    ({ caller, params, query, services }) =>
      services.database.snapshot((db) =>
        auditInbox(db, caller, { inboxId: params.id, now: services.now(), ...query }),
      ),
  ),
  post(
    {
      path: "/v1/inboxes/{id}/review",
      tag,
      summary: "Mark the current settings as reviewed",
      params,
      answer: inbox,
      refuses: ["auth.forbidden", "inbox.not_found"],
    },
    (tx, { params }) => reviewInbox(tx, { inboxId: params.id }),
  ),
  get(
    {
      path: "/v1/changes",
      tag,
      summary: "List who changed which setting, member or token; newest first",
      query: z.strictObject({
        ...page,
        ...changeFilter,
      }),
      answer: pageOf(settingChange),
      refuses: ["auth.forbidden", "inbox.not_found", "cursor.invalid"],
    },
    ({ caller, query, services }) => listSettingChanges(services.database, caller, query),
  ),
];
