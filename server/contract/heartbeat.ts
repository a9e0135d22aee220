import { z } from "zod";
import { instant } from "./dto";
import type { EndpointFormat } from "./endpoint";
import { EVENT_TYPES } from "./event";

/** Told to one receiver only, and in no log: it says that pushes arrive, and how far the log is. */
export const HEARTBEAT = "system.heartbeat";
/** What a delivery may be of. */
export const DELIVERY_TYPES = [...EVENT_TYPES, HEARTBEAT] as const;
export type DeliveryType = (typeof DELIVERY_TYPES)[number];

export const HEARTBEAT_MINUTES_MAX = 1_440;

/** Those that can tell it. */
export const HEARTBEAT_FORMATS: readonly EndpointFormat[] = ["tickline", "thin"];

export const heartbeat = z.object({
  /** Also the `webhook-id`. */
  id: z.uuid(),
  type: z.literal(HEARTBEAT),
  occurredAt: instant,
  data: z.object({
    /** Of the account's log, when this was made. Who has less reads on from there. */
    lastSeq: z.number().int(),
    cursor: z.string(),
    /** The next one is made so much later. */
    everyMinutes: z.number().int(),
  }),
});
export type Heartbeat = z.infer<typeof heartbeat>;
