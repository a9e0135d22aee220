import { z } from "@hono/zod-openapi";
import { cancelBulk, resumeBulk, startBulk } from "@/server/commands/bulk/bulk-operations";
import { BULK_ITEM_STATES, BULK_STATES, bulkItemDto, bulkRequest } from "@/server/contract/conversation/bulk";
import { get, post } from "@/server/http/v1/_route/route";
import { page, pathId } from "@/server/http/v1/inputs";
import { bulkOperation, pageOf } from "@/server/http/v1/schemas";
import {
  findBulkTargets,
  getBulkOperation,
  listBulkItems,
  listBulkOperations,
} from "@/server/queries/conversations/list-bulk-operations";

const tag = "Bulk operations";
const params = z.object({ id: pathId("bulk_operation.not_found") });
const refuses = ["bulk_operation.not_found"] as const;

/** Refusals of values that no conversation can get. */
const PARAMS_REFUSE = [
  "conversation.snooze_in_past",
  "inbox.not_found",
  "label.not_found",
  "macro.not_for_many",
  "macro.not_found",
  "member.not_found",
  "team.not_found",
] as const;

/** Refusals of `purge`. */
const TOKEN_REFUSES = [
  "auth.forbidden",
  "auth.scope_missing",
  "deletion.set_changed",
  "deletion.token_expired",
  "deletion.token_unknown",
  "deletion.token_used",
] as const;

export const bulkOperationRoutes = [
  post(
    {
      path: "/v1/bulk-operations",
      isExpensive: true,
      tag,
      summary: "Change many conversations in the background",
      description:
        "`target`: `ids`, `displayIds` (at most 10,000) or a `query` as the list of conversations takes it (at most " +
        "100,000); the set is fixed now. Each conversation follows the same rules and emits the same events as a single change, " +
        "all with this `operationId`. `best_effort` continues when one is refused; `atomic` (at most 1,000) changes all or " +
        "none. `purge` takes the `token` of `/v1/deletions/prepare` instead of a target. For progress, `GET` the operation or read the `bulk.*` events; its end is also reported by `operation.*`.",
      body: bulkRequest,
      answer: bulkOperation,
      status: 202,
      confirms: "later",
      location: ({ id }) => `/v1/bulk-operations/${id}`,
      refuses: [...refuses, "bulk_operation.too_many", ...PARAMS_REFUSE, ...TOKEN_REFUSES],
    },
    async (tx, { caller, body }) =>
      startBulk(tx, {
        change: body,
        target: await findBulkTargets(tx, caller, body),
        mode: body.mode,
        timeoutS: body.timeoutS,
      }),
  ),
  get(
    {
      path: "/v1/bulk-operations",
      tag,
      summary: "List the bulk operations of the last 30 days, newest first",
      query: z.strictObject({ ...page, state: z.enum(BULK_STATES).optional() }),
      answer: pageOf(bulkOperation),
      refuses: ["cursor.invalid"],
    },
    ({ caller, query, services }) =>
      services.database.snapshot((db) => listBulkOperations(db, caller, query)),
  ),
  get(
    {
      path: "/v1/bulk-operations/{id}",
      tag,
      summary: "Get the progress or result of a bulk operation",
      params,
      answer: bulkOperation,
      refuses,
    },
    ({ caller, params, services }) => getBulkOperation(services.database, caller, params.id),
  ),
  get(
    {
      path: "/v1/bulk-operations/{id}/items",
      tag,
      summary: "List the result for each conversation, in order; for its creator and administrators",
      params,
      query: z.strictObject({ ...page, state: z.enum(BULK_ITEM_STATES).optional() }),
      answer: pageOf(bulkItemDto),
      refuses: [...refuses, "cursor.invalid"],
    },
    ({ caller, params, query, services }) =>
      services.database.snapshot((db) => listBulkItems(db, caller, { bulkId: params.id, ...query })),
  ),
  post(
    {
      path: "/v1/bulk-operations/{id}/cancel",
      tag,
      summary: "Cancel a bulk operation; changes already made are kept",
      params,
      answer: bulkOperation,
      refuses: [...refuses, "bulk_operation.not_running"],
    },
    (tx, { params }) => cancelBulk(tx, { bulkId: params.id }),
  ),
  post(
    {
      path: "/v1/bulk-operations/{id}/resume",
      tag,
      summary: "Resume a bulk operation that was cancelled, failed or timed out",
      params,
      answer: bulkOperation,
      refuses: [...refuses, "auth.scope_missing", "bulk_operation.not_resumable"],
    },
    (tx, { params }) => resumeBulk(tx, { bulkId: params.id }),
  ),
];
