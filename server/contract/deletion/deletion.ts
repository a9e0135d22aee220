import { z } from "zod";
import { accountSettingsInput } from "@/server/contract/_shared/account-dto";
import { actor, id, instant } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { DELETION_TOKEN_CHARS_MAX } from "@/server/contract/_shared/limits";
import { bulkQuery } from "@/server/contract/conversation/bulk";
import { DELETION_STATES } from "@/server/domain/deletion/deletion";

/** The most ids in one request. */
export const DELETION_IDS_MAX = 10_000;
/** The most blocked or changed conversations in a response. */
export const LISTED_IDS_MAX = 100;

/** Conversations in the trash, by the list's filters. */
export const trashQuery = bulkQuery.omit({ lifecycle: true });
export type TrashQuery = z.infer<typeof trashQuery>;

/** A conversation that is not deleted, and why. */
export const blockedDto = z.object({ id: id.nullable(), displayId: id.nullable(), code: z.string() });
export type BlockedDto = z.infer<typeof blockedDto>;

/** What a deletion would delete. */
export const deletionPlanDto = z.object({
  /** Confirms the deletion, once; null if nothing can be deleted. */
  token: z.string().nullable(),
  expiresAt: instant,
  counts: z.object({
    conversations: z.number().int(),
    /** Public messages. */
    messages: z.number().int(),
    /** Private notes. Activity lines are not counted. */
    notes: z.number().int(),
    /** For conversations: contacts that would have none left, and stay. For an erasure: the contact itself. */
    contacts: z.number().int(),
    blocked: z.number().int(),
  }),
  /** At most 100. */
  blocked: z.array(blockedDto),
  /** The `query` finds more than one deletion takes: prepare another afterwards. */
  hasMore: z.boolean(),
});
export type DeletionPlanDto = z.infer<typeof deletionPlanDto>;

export const DELETION_REASONS = ["by_hand", "retention", "inbox_retention", "erasure"] as const;
export type DeletionReason = (typeof DELETION_REASONS)[number];

/** One deletion, its progress, and which consumers have confirmed that they deleted their copies. */
export const deletionDto = z.object({
  id,
  /** The operation id of all its events. */
  operationId: z.uuid(),
  kind: z.enum(["conversations", "contact"]),
  reason: z.enum(DELETION_REASONS),
  /** The contact of an erasure. */
  contactId: id.nullable(),
  state: z.enum(DELETION_STATES),
  total: z.number().int(),
  purged: z.number().int(),
  skipped: z.number().int(),
  /** Code → number of skipped conversations. */
  skips: z.record(z.string(), z.number().int()),
  requestedBy: actor,
  createdAt: instant,
  deadlineAt: instant,
  finishedAt: instant.nullable(),
  acks: z.array(
    z.object({
      endpointId: id.nullable(),
      tokenId: id.nullable(),
      userId: id.nullable(),
      name: z.string(),
      at: instant,
    }),
  ),
  /** Endpoints that got its events and have not confirmed. */
  missing: z.array(z.object({ endpointId: id, url: z.string() })),
});
export type DeletionDto = z.infer<typeof deletionDto>;

/** The record of a permanent deletion. */
export const tombstoneDto = z.object({
  type: z.enum(["conversation", "contact"]),
  id,
  displayId: id.nullable(),
  inboxId: id.nullable(),
  contactId: id,
  /** The deletion's operation id. */
  operationId: z.uuid(),
  reason: z.enum(DELETION_REASONS),
  actor,
  deletedAt: instant,
});
export type TombstoneDto = z.infer<typeof tombstoneDto>;

const named = z.array(id).min(1).max(DELETION_IDS_MAX);

/** One of: conversations by id, display id or query, or a contact with all conversations. */
export const prepareDeletionInput = z
  .strictObject({
    ids: named.optional(),
    displayIds: named.optional(),
    query: trashQuery.optional(),
    contactId: id.optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
    path: ["ids"],
    error: "give `ids`, `displayIds`, `query` or `contactId`",
  });

export const confirmDeletionInput = z.object({ token: text(1, DELETION_TOKEN_CHARS_MAX) });
export type ConfirmDeletionInput = z.infer<typeof confirmDeletionInput>;

/** The endpoint that deleted its copies; default the token's program. */
export const acknowledgeDeletionInput = z.object({ endpointId: id.optional() });

export const changeRetentionInput = accountSettingsInput
  .pick({ purgeAfterDays: true, receiptMonths: true })
  .partial();
