import { DELIVERY_QUEUES, type DeliveryQueue } from "@/server/contract/queue/constants";

export const QUEUES = ["sends", "messageChanges", "deliveries", "jobs"] as const;
export type Queue = (typeof QUEUES)[number];

/** What the page shows, stored in the URL. */
export type QueueView = {
  queue: Queue;
  /** Of sends and changes of messages; null = all inboxes. */
  inboxId: number | null;
  /** Of deliveries; null = all endpoints. */
  endpointId: number | null;
  deliveries: DeliveryQueue;
};

export const FIRST_VIEW: QueueView = {
  queue: "sends",
  inboxId: null,
  endpointId: null,
  deliveries: "waiting",
};

export function parseQueueView(params: Pick<URLSearchParams, "get">): QueueView {
  return {
    queue: QUEUES.find((one) => one === params.get("queue")) ?? FIRST_VIEW.queue,
    inboxId: idIn(params.get("inbox")),
    endpointId: idIn(params.get("endpoint")),
    deliveries: DELIVERY_QUEUES.find((one) => one === params.get("state")) ?? FIRST_VIEW.deliveries,
  };
}

function idIn(text: string | null): number | null {
  const id = Number(text);
  return text !== null && Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** The URL of the page with this view: of each queue its own filters. */
export function queuesHref({ queue, inboxId, endpointId, deliveries }: QueueView): string {
  const params = new URLSearchParams();
  if (queue !== FIRST_VIEW.queue) params.set("queue", queue);
  if ((queue === "sends" || queue === "messageChanges") && inboxId !== null)
    params.set("inbox", String(inboxId));
  if (queue === "deliveries" && endpointId !== null) params.set("endpoint", String(endpointId));
  if (queue === "deliveries" && deliveries !== FIRST_VIEW.deliveries) params.set("state", deliveries);
  return params.size > 0 ? `/settings/queues?${params}` : "/settings/queues";
}
