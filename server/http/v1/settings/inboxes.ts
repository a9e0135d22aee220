import { z } from "@hono/zod-openapi";
import { createInbox } from "@/server/commands/inboxes/create-inbox";
import { updateInbox } from "@/server/commands/inboxes/update-inbox";
import { STUCK_AFTER_MINUTES } from "@/server/contract/message/constants";
import { given } from "@/server/http/v1/_route/parse";
import { get, patch, post } from "@/server/http/v1/_route/route";
import { pathId, text } from "@/server/http/v1/inputs";
import { inbox, pageOf, policy } from "@/server/http/v1/schemas";
import { readAsOf } from "@/server/queries/_shared/page";
import { getInbox, listInboxes } from "@/server/queries/inboxes/list-inboxes";

const tag = "Inboxes";
const params = z.object({ id: pathId("inbox.not_found") });

const fields = z.strictObject({
  name: text(1, 255).optional(),
  /** Where events of this inbox are posted. */
  callbackUrl: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullable()
    .optional(),
  /** What a message going out shows first: `pending` until its channel reports, or `sent` at once. */
  messagesStartAs: z.enum(["pending", "sent"]).optional(),
  /** After how many minutes a message that nobody reported about is told to be stuck; 0 = never. */
  stuckAfterMinutes: z.number().int().min(0).max(STUCK_AFTER_MINUTES.max).optional(),
});

const changedFields = fields.extend({
  /** After how many days an administrator is reminded to look the settings over; 0 = never. */
  reviewEveryDays: z.number().int().min(0).max(365).optional(),
  /** On legal hold nothing in it is deleted for ever. */
  legalHold: z.boolean().optional(),
});

const newInbox = fields.extend({
  name: text(1, 255),
  channel: z.literal("api").default("api"),
  policy: policy.partial().strict().optional(),
});

export const inboxRoutes = [
  get(
    {
      path: "/v1/inboxes",
      tag,
      summary: "The inboxes that the token may see, by name",
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
      summary: "Open an inbox",
      body: newInbox,
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
      summary: "One inbox",
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
      summary: "Change name, callback, first status of messages or how often to review; put it on legal hold",
      params,
      body: changedFields,
      answer: inbox,
      refuses: ["auth.forbidden", "inbox.not_found"],
    },
    (tx, { params, body }) => updateInbox(tx, { inboxId: params.id, ...body }),
  ),
];
