import { z } from "zod";
import { actor, id, instant } from "@/server/contract/_shared/dto";
import { bulkQuery } from "@/server/contract/bulk/bulk";
import { DELETION_STATES } from "@/server/domain/deletion/deletion";

/** Named in one request at most. */
export const DELETION_IDS_MAX = 10_000;
/** Of what blocks or has changed at most so many are named. */
export const LISTED_IDS_MAX = 100;

/** What of the trash: as the list of conversations is asked. */
export const trashQuery = bulkQuery.omit({ lifecycle: true });
export type TrashQuery = z.infer<typeof trashQuery>;

/** A conversation that is not deleted, and why. */
export const blockedDto = z.object({ id: id.nullable(), displayId: id.nullable(), code: z.string() });
export type BlockedDto = z.infer<typeof blockedDto>;

/** What a deletion would take with it. */
export const deletionPlanDto = z.object({
  /** To confirm with, once; null where nothing can be deleted. */
  token: z.string().nullable(),
  expiresAt: instant,
  counts: z.object({
    conversations: z.number().int(),
    /** Public ones. */
    messages: z.number().int(),
    /** Private ones. Lines of activity are counted nowhere. */
    notes: z.number().int(),
    /** Of conversations: contacts that have none left then, and stay. Of an erasure: the contact itself. */
    contacts: z.number().int(),
    blocked: z.number().int(),
  }),
  /** At most 100 of them. */
  blocked: z.array(blockedDto),
  /** Of a `query`: it finds more than one deletion takes; prepare again when this one is done. */
  hasMore: z.boolean(),
});
export type DeletionPlanDto = z.infer<typeof deletionPlanDto>;

export const DELETION_REASONS = ["by_hand", "retention", "erasure"] as const;
export type DeletionReason = (typeof DELETION_REASONS)[number];

/** One deletion, how far it is, and who has confirmed that their own copy is gone. */
export const deletionDto = z.object({
  id,
  /** Every event of it carries this. */
  operationId: z.uuid(),
  kind: z.enum(["conversations", "contact"]),
  reason: z.enum(DELETION_REASONS),
  /** Of a contact's erasure: the contact. */
  contactId: id.nullable(),
  state: z.enum(DELETION_STATES),
  total: z.number().int(),
  purged: z.number().int(),
  skipped: z.number().int(),
  /** Why some were skipped: code → how many. */
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
  /** Receivers of webhooks that were told of it and have not confirmed. */
  missing: z.array(z.object({ endpointId: id, url: z.string() })),
});
export type DeletionDto = z.infer<typeof deletionDto>;

/** What is gone for ever. */
export const tombstoneDto = z.object({
  type: z.enum(["conversation", "contact"]),
  id,
  displayId: id.nullable(),
  inboxId: id.nullable(),
  contactId: id,
  /** Of the deletion. */
  operationId: z.uuid(),
  reason: z.enum(DELETION_REASONS),
  actor,
  deletedAt: instant,
});
export type TombstoneDto = z.infer<typeof tombstoneDto>;
