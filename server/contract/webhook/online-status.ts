import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";
import { ONLINE_STATUS } from "./constants";

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
