import { z } from "zod";
import { conversationStatus, id, priority } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { LABEL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { VIEWED_MAX } from "./presence";

const VIEWS_MAX = 30;
const CONVERSATIONS_MAX = 30;

/** A list that is on a screen. */
export const viewFilter = z.object({
  status: conversationStatus.nullable(),
  assignee: z.enum(["any", "me", "unassigned", "assigned"]),
  inboxId: id.nullable(),
  label: text(0, LABEL_CHARS_MAX).nullable(),
  // Absent from pages that were open when the server learned them.
  assigneeId: id.nullable().default(null),
  priority: priority.nullable().default(null),
  teamId: id.nullable().default(null),
  lifecycle: z.enum(["live", "trashed"]).default("live"),
});

/** What a stream's screens show. What concerns the account and its members comes in any case. */
export const topicsSchema = z.object({
  /** Lists: rows that enter, change and leave. */
  views: z.array(viewFilter).max(VIEWS_MAX),
  /** Open conversations, by `displayId`: all their events. */
  conversations: z.array(id).max(CONVERSATIONS_MAX),
  /** The numbers beside the views. */
  counters: z.boolean(),
  /** Of the open conversations those that somebody has before their eyes: others are told so. */
  viewed: z.array(id).max(VIEWED_MAX).optional(),
});
export type Topics = z.infer<typeof topicsSchema>;

export const NO_TOPICS: Topics = { views: [], conversations: [], counters: false };

/** The name of a stream, which its reader chose at random when it opened it. */
export const connectionId = z.string().regex(/^[0-9a-z-]{16,64}$/);

/** A wish to read other topics on an open stream. */
export const topicsChange = z.object({
  connectionId,
  topics: topicsSchema,
  /** What is shown is as of this cursor: the new topics' events after it are sent (again). */
  after: z.string().max(100),
  /** Rises with every wish of a connection; the stream answers with it when it reads these topics. */
  revision: z.number().int().positive(),
});
export type TopicsChange = z.infer<typeof topicsChange>;
