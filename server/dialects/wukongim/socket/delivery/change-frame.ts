import type { Event } from "@/server/contract/event/event";
import { notification } from "@/server/dialects/wukongim/socket/wire/frames";
import type { Outgoing, Passing } from "./outgoing";

/** Whether an event changes what members read of a message: not its ticks. */
export const isShownChange = ({ resource, changes }: Event): boolean =>
  resource.type === "message" && ("content" in changes || "deletedAt" in changes);

/** Tells that a message has changed: the message as it is now. Nobody wrote the change. */
export const changeOf = (message: Outgoing): Passing => ({
  fromUid: "",
  clientMsgNo: message.messageId,
  frameFor(uid) {
    const { params } = JSON.parse(message.frameFor(uid)) as { params: { timestamp: number } }; // our own frame
    const data = JSON.stringify(params);
    const { timestamp } = params;
    return notification("event", { id: message.messageId, type: "messageChanged", timestamp, data });
  },
});
