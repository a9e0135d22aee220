import { z } from "zod";
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
import { writtenInstant } from "@/server/contract/_shared/instant";
import { DELETION_TOKEN_CHARS_MAX } from "@/server/contract/_shared/limits";
import {
  assignConversationInput,
  assignTeamInput,
  labelConversationInput,
  moveConversationInput,
  setPriorityInput,
} from "@/server/contract/conversation/inputs";
import { labelName } from "@/server/contract/organising/label-inputs";
import { BULK_STATES } from "@/server/domain/bulk/bulk";

/** Conversations that one bulk operation changes at most; all or nothing, at most so many. */
export const BULK_ITEMS_MAX = 100_000;
export const BULK_ATOMIC_MAX = 1_000;
/** Named one by one in a request at most. */
export const BULK_IDS_MAX = 10_000;
/** How long an operation may take, in seconds: unless said, and at most. */
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
  "purge",
  "undo",
] as const;
export const BULK_MODES = ["best_effort", "atomic"] as const;

/** Of which conversations: what the list of them asks, without its order. */
export const bulkQuery = z.strictObject({
  status: conversationStatus.nullable().optional(),
  inboxId: id.nullable().optional(),
  contactId: id.nullable().optional(),
  assignee: z.enum(["any", "me", "unassigned", "assigned"]).optional(),
  assigneeId: id.nullable().optional(),
  priority: priority.nullable().optional(),
  teamId: id.nullable().optional(),
  label: labelName.nullable().optional(),
  lifecycle: z.enum(["live", "trashed"]).optional(),
});

const named = z.array(id).min(1).max(BULK_IDS_MAX);

/** Conversations by id, by number, or by a question; frozen when the operation is accepted. */
export const bulkTarget = z.union([
  z.strictObject({ ids: named }),
  z.strictObject({ displayIds: named }),
  z.strictObject({ query: bulkQuery }),
]);

const how = {
  mode: z.enum(BULK_MODES).default("best_effort"),
  timeoutS: z.number().int().min(1).max(BULK_TIMEOUT_S_MAX).default(BULK_TIMEOUT_S),
};

/** `params` to each of `target`. */
const to = <A extends string, P extends z.ZodType>(action: A, params: P) =>
  z.strictObject({ action: z.literal(action), params, target: bulkTarget, ...how });

const nothing = z.strictObject({}).default({});

/** What can be done to many conversations, each as its single command does it. */
export const bulkRequest = z.discriminatedUnion("action", [
  to("status", z.strictObject({ signal: z.enum(["resolve", "reopen", "markPending", "wake", "handoff"]) })),
  /** Until an instant, or with null until the customer writes. */
  to("snooze", z.strictObject({ until: writtenInstant.nullable() })),
  to("assign", assignConversationInput.strict()),
  to("team", assignTeamInput.strict()),
  to("label", labelConversationInput.strict()),
  to("priority", setPriorityInput.strict()),
  to("move", moveConversationInput.strict()),
  to("trash", nothing),
  to("restore", nothing),
  /** Deletes for ever what a deletion was prepared of, by its token instead of a target; never all or nothing. */
  z.strictObject({
    action: z.literal("purge"),
    params: nothing,
    token: text(1, DELETION_TOKEN_CHARS_MAX),
    ...how,
    mode: z.literal("best_effort").default("best_effort"),
  }),
  /** Takes back what another bulk operation changed, conversation by conversation, unless that changed since. */
  z.strictObject({ action: z.literal("undo"), params: z.strictObject({ bulkOperationId: id }), ...how }),
]);
export type BulkRequest = z.infer<typeof bulkRequest>;
/** As it is asked for: what has a default may be left out. */
export type BulkRequestInput = z.input<typeof bulkRequest>;
/** What is done, without to whom. */
export type BulkAction = BulkRequest extends infer R
  ? R extends BulkRequest
    ? Pick<R, "action" | "params">
    : never
  : never;

/** One change of many conversations. */
export const bulkOperationDto = accountDto.omit({ name: true }).extend({
  /** Every event of it carries this. */
  operationId: z.uuid(),
  action: z.enum(BULK_ACTIONS),
  params: z.record(z.string(), json),
  mode: z.enum(BULK_MODES),
  state: z.enum(BULK_STATES),
  total: z.number().int(),
  /** Succeeded, unchanged and failed together. */
  processed: z.number().int(),
  succeeded: z.number().int(),
  /** As wanted already: no event. */
  unchanged: z.number().int(),
  failed: z.number().int(),
  /** Why items failed: refusal code → how many. */
  failures: z.record(z.string(), z.number().int()),
  /** Why it ended before its end. */
  errorCode: z.string().nullable(),
  requestedBy: actor,
  deadlineAt: instant,
  finishedAt: instant.nullable(),
});
export type BulkOperationDto = z.infer<typeof bulkOperationDto>;

export const BULK_ITEM_STATES = ["pending", "succeeded", "unchanged", "failed", "rolled_back"] as const;
export type BulkItemState = (typeof BULK_ITEM_STATES)[number];

/** What became of one conversation. */
export const bulkItemDto = z.object({
  /** Its place, from 1. */
  ordinal: z.number().int(),
  conversationId: id.nullable(),
  displayId: id.nullable(),
  state: z.enum(BULK_ITEM_STATES),
  /** Why it failed: as the single command refuses, or `internal`. */
  code: z.string().nullable(),
});
export type BulkItemDto = z.infer<typeof bulkItemDto>;

/** How an operation ended that somebody waits to hear of. */
export const operationDto = accountDto.omit({ name: true }).extend({
  operationId: z.uuid(),
  /** `request`: a single one, sent with `Prefer: confirm`. */
  kind: z.enum(["request", "bulk", "deletion"]),
  /** Of a bulk operation or deletion: its id. */
  subjectId: id.nullable(),
  state: z.enum(["succeeded", "failed", "timed_out"]),
  /** Of a request that failed, `detail` is the sentence that was answered. */
  error: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
  /** Of a request: how many events it made; 0 = all was as wanted already. Null of bulk operations and deletions. */
  events: z.number().int().nullable(),
  /** Of a request: its `x-request-id`. */
  requestId: z.string().nullable(),
  requestedBy: actor,
  startedAt: instant,
  finishedAt: instant,
});
export type OperationDto = z.infer<typeof operationDto>;
