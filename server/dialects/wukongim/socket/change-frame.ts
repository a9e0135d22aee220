import type { Event } from "@/server/contract/event/event";
import { notification } from "./frames";
import type { Outgoing } from "./outgoing";

/** Whether an event changes what members read of a message: not its ticks. */
export const isShownChange = ({ resource, changes }: Event): boolean =>
  resource.type === "message" && ("content" in changes || "deletedAt" in changes);

/** Tells a user that a message has changed: the message as it is now. It is not acknowledged. */
export function changeFrame(message: Outgoing, uid: string): string {
  const { params } = JSON.parse(message.frameFor(uid)) as { params: { timestamp: number } }; // our own frame
  return notification("event", {
    id: message.messageId,
    type: "messageChanged",
    timestamp: params.timestamp,
    data: JSON.stringify(params),
  });
}
