import { z } from "@hono/zod-openapi";
import { createInbox } from "@/server/commands/inboxes/create-inbox";
import { updateInbox } from "@/server/commands/inboxes/update-inbox";
import { createInboxInput, updateInboxInput } from "@/server/contract/inbox/inputs";
import { given } from "@/server/http/v1/_route/parse";
import { get, patch, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { inbox, pageOf } from "@/server/http/v1/schemas";
import { readAsOf } from "@/server/queries/_shared/page";
import { getInbox, listInboxes } from "@/server/queries/inboxes/list-inboxes";

const tag = "Inboxes";
const params = z.object({ id: pathId("inbox.not_found") });

export const inboxRoutes = [
  get(
    {
      path: "/v1/inboxes",
      tag,
      summary: "List the inboxes the token has access to, by name",
      answer: pageOf(inbox),
    },
    ({ caller, services }) =>
      services.database.snapshot(async (db) => ({
        data: await listInboxes(db, caller),
        nextCursor: null,
        asOf: await readAsOf(db, caller.accountId),
      })),
  ),
  post(
    {
      path: "/v1/inboxes",
      tag,
      summary: "Create an inbox",
      body: createInboxInput.strict(),
      answer: inbox,
      status: 201,
      refuses: ["auth.forbidden"],
    },
    (tx, { body }) => createInbox(tx, { ...body, policy: given(body.policy ?? {}) }),
  ),
  get(
    {
      path: "/v1/inboxes/{id}",
      tag,
      summary: "Get an inbox",
      params,
      answer: inbox,
      refuses: ["inbox.not_found"],
    },
    ({ caller, params, services }) => getInbox(services.database, caller, params.id),
  ),
  patch(
    {
      path: "/v1/inboxes/{id}",
      tag,
      summary: "Update name, callback URL, initial message status, review reminder or legal hold",
      params,
      body: updateInboxInput.strict(),
      answer: inbox,
      refuses: ["auth.forbidden", "inbox.not_found"],
    },
    (tx, { params, body }) => updateInbox(tx, { inboxId: params.id, ...body }),
  ),
];
