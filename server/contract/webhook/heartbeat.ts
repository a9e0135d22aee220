import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";
import { HEARTBEAT } from "./constants";

export const heartbeat = z.object({
  /** Also the `webhook-id`. */
  id: z.uuid(),
  type: z.literal(HEARTBEAT),
  occurredAt: instant,
  data: z.object({
    /** The end of the account's log. A consumer that is behind reads on from its own position. */
    lastSeq: z.number().int(),
    cursor: z.string(),
    /** The interval until the next heartbeat. */
    everyMinutes: z.number().int(),
  }),
});
export type Heartbeat = z.infer<typeof heartbeat>;

/** When it is sent, for integrators. */
export const HEARTBEAT_SUMMARY =
  "Sent every `heartbeatMinutes` to an endpoint that requests it. Deliveries work, and the log has reached `data.lastSeq` and `data.cursor`.";

export const SAMPLE_HEARTBEAT: Heartbeat = {
  id: "019a9f3c-5a60-7c3e-8b1d-2f4a6c8e0a12",
  type: HEARTBEAT,
  occurredAt: "2026-11-20T09:41:00.000Z",
  data: { lastSeq: 4711, cursor: "7f3a9c1e:4711", everyMinutes: 5 },
};
