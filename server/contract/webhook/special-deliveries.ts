import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";
import { HEARTBEAT, ONLINE_STATUS } from "./constants";

export const onlineStatus = z.object({
  /** Also the `webhook-id`. */
  id: z.uuid(),
  type: z.literal(ONLINE_STATUS),
  occurredAt: instant,
  data: z.object({
    /** `uid-deviceFlag-online-connectionId-connectionsOfFlag-connectionsOfUser`, in order. A uid may contain `-`. */
    statuses: z.array(z.string()).min(1),
  }),
});
export type OnlineStatus = z.infer<typeof onlineStatus>;

/** When it is sent, for integrators. */
export const ONLINE_STATUS_SUMMARY =
  "Devices of WuKongIM's users have connected by WebSocket or gone. Sent to endpoints with the format `wukongim_status`, as the bare array of `data.statuses`.";

export const SAMPLE_ONLINE_STATUS: OnlineStatus = {
  id: "019a9f3c-5a60-7c3e-8b1d-2f4a6c8e0a13",
  type: ONLINE_STATUS,
  occurredAt: "2026-11-20T09:41:00.000Z",
  data: { statuses: ["li-wen-1-1-7c3e8b1d-1-2"] },
};

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
