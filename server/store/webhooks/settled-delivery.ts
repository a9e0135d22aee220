import type { DroppedReason } from "@/server/contract/webhook/endpoint";

/** What became of a claimed delivery, with the try that was made, if one was. */
export type SettledDelivery = {
  accountId: number;
  deliveryId: number;
  endpointId: number;
  /** Of the claim: who has lost it since changes nothing that whoever has it now goes by. */
  leaseUntil: Date;
  next:
    | { state: "delivered" | "failed" }
    | { state: "dropped"; reason: DroppedReason }
    | { state: "waiting"; dueAt: Date };
  /** Null: nothing was sent. */
  made: {
    number: number;
    at: Date;
    durationMs: number;
    address: string | null;
    status: number | null;
    fault: string | null;
    message: string | null;
    excerpt: string | null;
    pauseMs: number | null;
  } | null;
};
