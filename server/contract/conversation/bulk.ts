import { z } from "zod";
import type { Caller } from "@/server/contract/_shared/caller";
import {
  accountDto,
  actor,
  conversationStatus,
  id,
  instant,
  json,
  priority,
} from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { DELETION_TOKEN_CHARS_MAX } from "@/server/contract/_shared/limits";
import { writtenInstant } from "@/server/contract/_shared/primitives";
import { filteredLabel, labelChangeInput } from "@/server/contract/organising/label";
import { BULK_STATES } from "@/server/domain/bulk/bulk";
import { listGroups } from "./filter-inputs";
import { assignConversationInput, assignTeamInput, moveConversationInput, setPriorityInput } from "./inputs";

type Requester = { userId: number | null; tokenId: number | null };

/**
 * Whether the caller may see a bulk operation's conversations, cancel or resume it: administrators any, a member their own
 * with those of their tokens, and an agent's token its own: it may see fewer inboxes than its member.
 */
export const mayManageBulk = ({ role, userId, tokenId }: Caller, bulk: Requester): boolean =>
  role !== "agent" || (bulk.userId === userId && (tokenId === null || bulk.tokenId === tokenId));

/** The most conversations of one bulk operation; of an atomic one. */
export const BULK_ITEMS_MAX = 100_000;
export const BULK_ATOMIC_MAX = 1_000;
/** The most ids in one request. */
export const BULK_IDS_MAX = 10_000;
/** How long an operation may take, in seconds: default and maximum. */
export const BULK_TIMEOUT_S = 600;
export const BULK_TIMEOUT_S_MAX = 86_400;

export { BULK_STATES };

export const BULK_ACTIONS = [
  "status",
  "snooze",
  "assign",
  "team",
  "label",
  "priority",
  "move",
  "trash",
  "restore",
  "macro",
  "purge",
  "undo",
] as const;
export const BULK_MODES = ["best_effort", "atomic"] as const;

/** The conversations by query: the list's filters without its order. */
export const bulkQuery = z.strictObject({
  status: conversationStatus.nullable().optional(),
  inboxId: id.nullable().optional(),
  contactId: id.nullable().optional(),
  assignee: z.enum(["any", "me", "unassigned", "assigned"]).optional(),
  assigneeId: id.nullable().optional(),
  priority: priority.nullable().optional(),
  teamId: id.nullable().optional(),
  label: filteredLabel.nullable().optional(),
  lifecycle: z.enum(["live", "trashed"]).optional(),
  mentioned: z.literal("me").nullable().optional(),
  anyOf: listGroups.optional(),
});

const named = z.array(id).min(1).max(BULK_IDS_MAX);

/** Conversations by id, display id or query; fixed when the operation is accepted. */
export const bulkTarget = z.union([
  z.strictObject({ ids: named }),
  z.strictObject({ displayIds: named }),
  z.strictObject({ query: bulkQuery }),
]);

const how = {
  mode: z.enum(BULK_MODES).default("best_effort"),
  timeoutS: z.number().int().min(1).max(BULK_TIMEOUT_S_MAX).default(BULK_TIMEOUT_S),
};

/** The request schema of an action. */
const to = <A extends string, P extends z.ZodType>(action: A, params: P) =>
  z.strictObject({ action: z.literal(action), params, target: bulkTarget, ...how });

const nothing = z.strictObject({}).default({});

/** The actions of bulk operations. Each does what its single command does. */
export const bulkRequest = z.discriminatedUnion("action", [
  to("status", z.strictObject({ signal: z.enum(["resolve", "reopen", "markPending", "wake", "handoff"]) })),
  /** `until: null` = until the customer writes. */
  to("snooze", z.strictObject({ until: writtenInstant.nullable() })),
  to("assign", assignConversationInput.strict()),
  to("team", assignTeamInput.strict()),
  to("label", labelChangeInput.strict()),
  to("priority", setPriorityInput.strict()),
  to("move", moveConversationInput.strict()),
  /** Everybody's macro, or the caller's own, as it is when the operation is accepted. */
  to("macro", z.strictObject({ macroId: id })),
  to("trash", nothing),
  to("restore", nothing),
  /** Deletes a prepared deletion's conversations permanently, by token instead of target. Never atomic. */
  z.strictObject({
    action: z.literal("purge"),
    params: nothing,
    token: text(1, DELETION_TOKEN_CHARS_MAX),
    ...how,
    mode: z.literal("best_effort").default("best_effort"),
  }),
  /** Undoes another bulk operation per conversation, unless the conversation has changed since. */
  z.strictObject({ action: z.literal("undo"), params: z.strictObject({ bulkOperationId: id }), ...how }),
]);
export type BulkRequest = z.infer<typeof bulkRequest>;
/** The request before parsing: fields with a default are optional. */
export type BulkRequestInput = z.input<typeof bulkRequest>;
/** The action and its parameters, without target and mode. */
export type BulkAction = BulkRequest extends infer R
  ? R extends BulkRequest
    ? Pick<R, "action" | "params">
    : never
  : never;

/** One change of many conversations. */
export const bulkOperationDto = accountDto.omit({ name: true }).extend({
  /** The operation id of all its events. */
  operationId: z.uuid(),
  action: z.enum(BULK_ACTIONS),
  params: z.record(z.string(), json),
  mode: z.enum(BULK_MODES),
  state: z.enum(BULK_STATES),
  total: z.number().int(),
  /** Succeeded, unchanged and failed together. */
  processed: z.number().int(),
  succeeded: z.number().int(),
  /** Already in the requested state: no event. */
  unchanged: z.number().int(),
  failed: z.number().int(),
  /** Refusal code → number of failed items. */
  failures: z.record(z.string(), z.number().int()),
  /** Why it ended early. */
  errorCode: z.string().nullable(),
  requestedBy: actor,
  deadlineAt: instant,
  finishedAt: instant.nullable(),
});
export type BulkOperationDto = z.infer<typeof bulkOperationDto>;

export const BULK_ITEM_STATES = ["pending", "succeeded", "unchanged", "failed", "rolled_back"] as const;
export type BulkItemState = (typeof BULK_ITEM_STATES)[number];

/** The outcome of one conversation. */
export const bulkItemDto = z.object({
  /** Its position, from 1. Until it is processed, an item that somebody else is changing may move behind others. */
  ordinal: z.number().int(),
  conversationId: id.nullable(),
  displayId: id.nullable(),
  state: z.enum(BULK_ITEM_STATES),
  /** Why it failed: the single command's refusal code, or `internal`. */
  code: z.string().nullable(),
});
export type BulkItemDto = z.infer<typeof bulkItemDto>;

/** The end of an operation that a consumer waits for. */
export const operationDto = accountDto.omit({ name: true }).extend({
  operationId: z.uuid(),
  /** `request`: a single call with `Prefer: confirm`. */
  kind: z.enum(["request", "bulk", "deletion"]),
  /** The id of the bulk operation or deletion. */
  subjectId: id.nullable(),
  state: z.enum(["succeeded", "failed", "timed_out"]),
  /** For a failed request, `detail` is the sentence of the response. */
  error: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
  /** The number of a request's events; 0 = no change. Null for bulk operations and deletions. */
  events: z.number().int().nullable(),
  /** The request's `x-request-id`. */
  requestId: z.string().nullable(),
  requestedBy: actor,
  startedAt: instant,
  finishedAt: instant,
});
export type OperationDto = z.infer<typeof operationDto>;
