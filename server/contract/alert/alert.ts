import { z } from "zod";
import { id, instant, versioned } from "@/server/contract/_shared/primitives";
import { ALERT_KINDS, ALERT_SUBJECTS } from "@/server/domain/alert/alert";

/** What was known when the alert was opened; each kind has its own fields. */
const alertFacts = z.object({
  /** `stuck_messages`, `messages_overdue`: how many, up to 1,000. `no_delivery_reports`: up to the inbox's limit. */
  messages: z.number().int().positive().optional(),
  /** `callback_down`: since when no call was answered. `channel_disconnected`: since when there is no connection. */
  since: instant.optional(),
  /**
   * `callback_down`: why the last call failed, as far as known. `messages_failing`: the commonest error, without the ids,
   * numbers and quoted parts in which they differ. `archive_failing`: why the file store did not take an archive.
   * `channel_disconnected`: why the provider was not reached, or its words.
   */
  error: z.string().nullable().optional(),
  /** `messages_failing`: the newest attempts that ended, and how many of them failed. */
  attempts: z.number().int().positive().optional(),
  failed: z.number().int().positive().optional(),
  /** `settings_drifted`: the settings that differ from the reviewed ones. */
  settings: z.array(z.string()).optional(),
  /** `endpoint_disabled`: it answered 410 (`gone`), or accepted nothing for days (`failing`). */
  reason: z.enum(["gone", "failing"]).optional(),
  /** `bulk_timed_out`: how many of its conversations were processed. */
  processed: z.number().int().nonnegative().optional(),
  total: z.number().int().nonnegative().optional(),
  /** `disk_filling`: bytes of the disk that were free, and that uploads leave free. */
  freeBytes: z.number().int().nonnegative().optional(),
  reserveBytes: z.number().int().nonnegative().optional(),
});
export type AlertFacts = z.infer<typeof alertFacts>;

export const alertDto = z.object({
  ...versioned,
  kind: z.enum(ALERT_KINDS),
  /** What it is about. `name`: of the inbox, the endpoint's URL, or the bulk operation's action, when it was opened; `data` of the disk, which has id 1. */
  subject: z.object({ type: z.enum(ALERT_SUBJECTS), id, name: z.string() }),
  facts: alertFacts,
  /** When its cause was gone; null = it is open. It was opened at `createdAt`. */
  closedAt: instant.nullable(),
});
export type AlertDto = z.infer<typeof alertDto>;

export const ALERT_STATES = ["open", "closed"] as const;
export type AlertState = (typeof ALERT_STATES)[number];
