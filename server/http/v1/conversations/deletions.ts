import { z } from "@hono/zod-openapi";
import {
  acknowledgeDeletion,
  confirmDeletion,
  prepareDeletion,
} from "@/server/commands/deletions/confirmed-deletion";
import {
  acknowledgeDeletionInput,
  confirmDeletionInput,
  deletionPlanDto,
  prepareDeletionInput,
} from "@/server/contract/deletion/deletion";
import { get, post } from "@/server/http/v1/_route/route";
import { whole } from "@/server/http/v1/inputs";
import { deletion, tombstone } from "@/server/http/v1/schemas";
import { findInTrash, getDeletion, listDeletions } from "@/server/queries/conversations/deletions";

const tag = "Deletions";
const params = z.object({ operationId: z.uuid("deletion.not_found") });

export const deletionRoutes = [
  get(
    {
      path: "/v1/deletions",
      tag,
      summary: "List what was permanently deleted, in order, so that consumers can delete their copies",
      description:
        "`after` is a `nextCursor`; without it, the list starts at the beginning. Entries are kept indefinitely. Responds with 410 if the database was restored since: read again from `oldest`.",
      query: z.strictObject({
        after: z.string().max(200).optional(),
        limit: whole(1, 1000).default(100).openapi({ default: 100 }),
      }),
      answer: z.object({ data: z.array(tombstone), nextCursor: z.string(), hasMore: z.boolean() }),
      refuses: ["cursor.gone", "cursor.invalid"],
    },
    ({ caller, query, services }) =>
      listDeletions(services.database, caller, { after: query.after ?? null, limit: query.limit }),
  ),
  post(
    {
      path: "/v1/deletions/prepare",
      isExpensive: true,
      tag,
      summary:
        "Prepare a permanent deletion: shows what it would delete and returns a token that confirms exactly that",
      description:
        "Takes the `ids` or `displayIds` of conversations in the trash, a `query` with the list's filters (`{}`: the whole trash; at most 10,000 at once), or a `contactId` to erase a contact with all conversations. The token can be used once, within ten minutes, and only by the caller.",
      body: prepareDeletionInput,
      answer: deletionPlanDto,
      isSecret: true,
      refuses: ["auth.forbidden", "contact.not_found", "deletion.too_large"],
    },
    async (tx, { caller, body: { query, ...named } }) =>
      prepareDeletion(tx, query === undefined ? named : await findInTrash(tx, caller, query)),
  ),
  post(
    {
      path: "/v1/deletions/confirm",
      tag,
      summary: "Permanently delete what was prepared; the events carry the response's `operationId`",
      description: "Requires a token with the scope `conversations:purge`.",
      body: confirmDeletionInput.strict(),
      answer: deletion,
      status: 202,
      confirms: "later",
      location: ({ operationId }) => `/v1/deletions/${operationId}`,
      refuses: [
        "auth.forbidden",
        "auth.scope_missing",
        "deletion.set_changed",
        "deletion.token_expired",
        "deletion.token_unknown",
        "deletion.token_used",
      ],
    },
    (tx, { body }) => confirmDeletion(tx, body),
  ),
  get(
    {
      path: "/v1/deletions/{operationId}",
      tag,
      summary: "Get the progress of a deletion, and who has confirmed that their copy is deleted",
      params,
      answer: deletion,
      refuses: ["auth.forbidden", "deletion.not_found"],
    },
    ({ caller, params, services }) => getDeletion(services.database, caller, params),
  ),
  post(
    {
      path: "/v1/deletions/{operationId}/acks",
      tag,
      summary: "Confirm that a copy is deleted: the endpoint's, or that of the app that uses the token",
      params,
      body: acknowledgeDeletionInput.strict(),
      answer: deletion,
      refuses: ["auth.forbidden", "deletion.not_found", "deletion.running", "endpoint.not_found"],
    },
    (tx, { params, body }) => acknowledgeDeletion(tx, { ...params, ...body }),
  ),
];
