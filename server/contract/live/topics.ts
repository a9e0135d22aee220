import { z } from "zod";
import { conversationStatus, id, priority } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { LABEL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { listGroups } from "@/server/contract/conversation/filter-inputs";
import { CONVERSATIONS_MAX, VIEWED_MAX, VIEWS_MAX } from "./frame";

/** A list that is on a screen. */
export const viewFilter = z.object({
  status: conversationStatus.nullable(),
  assignee: z.enum(["any", "me", "unassigned", "assigned"]),
  inboxId: id.nullable(),
  label: text(0, LABEL_CHARS_MAX).nullable(),
  // Absent in pages that were loaded from an earlier release.
  assigneeId: id.nullable().default(null),
  priority: priority.nullable().default(null),
  teamId: id.nullable().default(null),
  lifecycle: z.enum(["live", "trashed"]).default("live"),
  mentioned: z.literal("me").nullish(),
  anyOf: listGroups.optional(),
});

/** What a stream's screens show. Events of the account and its members come in any case. */
export const topicsSchema = z.object({
  /** Lists: rows that enter, change and leave. */
  views: z.array(viewFilter).max(VIEWS_MAX),
  /** Open conversations, by `displayId`; the stream sends all their events. */
  conversations: z.array(id).max(CONVERSATIONS_MAX),
  /** The numbers next to the views. */
  counters: z.boolean(),
  /** The open conversations in a visible window; others see this as presence. */
  viewed: z.array(id).max(VIEWED_MAX).optional(),
});
export type Topics = z.infer<typeof topicsSchema>;

export const NO_TOPICS: Topics = { views: [], conversations: [], counters: false };

/** The id of a stream, chosen at random by its reader. */
export const connectionId = z.string().regex(/^[0-9a-z-]{16,64}$/);

/** A request for other topics on an open stream. */
export const topicsChange = z.object({
  connectionId,
  topics: topicsSchema,
  /** The screen's state is as of this cursor: the new topics' events after it are sent (again). */
  after: z.string().max(100),
  /** Rises with every request of a connection; the stream returns it once it has these topics. */
  revision: z.number().int().positive(),
  /** The same in repetitions of a request, whose events are not sent again. Absent in pages of an earlier release. */
  requestId: z.number().int().positive().optional(),
});
export type TopicsChange = z.infer<typeof topicsChange>;
