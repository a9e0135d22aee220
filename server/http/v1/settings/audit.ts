import { z } from "@hono/zod-openapi";
import { reviewInbox } from "@/server/commands/review-inbox";
import { services } from "@/server/commands/services";
import { settingChangeDto } from "@/server/contract/audit";
import { auditInbox } from "@/server/queries/audit-inbox";
import { listSettingChanges } from "@/server/queries/list-setting-changes";
import { get, post } from "./endpoint";
import { idQuery, page, pathId } from "./inputs";
import { audit, inbox, pageOf, settingChange } from "./schemas";

const tag = "Audit";
const params = z.object({ id: pathId("inbox.not_found") });

export const auditEndpoints = [
  get(
    {
      path: "/v1/inboxes/{id}/audit",
      tag,
      summary:
        "What became of the settings since they were last reviewed: what, by whom, and which conversations it moved",
      params,
      query: z.strictObject(page),
      answer: audit,
      refuses: ["auth.forbidden", "inbox.not_found", "cursor.invalid"],
    },
    ({ caller, params, query }) =>
      services().database.snapshot((db) =>
        auditInbox(db, caller, { inboxId: params.id, now: services().now(), ...query }),
      ),
  ),
  post(
    {
      path: "/v1/inboxes/{id}/review",
      tag,
      summary: "Mark the settings, as they are now, as looked over",
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
      summary: "Who changed which setting, member or token; newest first",
      query: z.strictObject({
        ...page,
        inboxId: idQuery.optional(),
        subject: settingChangeDto.shape.subject.optional(),
      }),
      answer: pageOf(settingChange),
      refuses: ["auth.forbidden", "inbox.not_found", "cursor.invalid"],
    },
    ({ caller, query }) => listSettingChanges(services().database, caller, query),
  ),
];
