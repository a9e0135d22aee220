import { receiveFrom } from "@/server/commands/messages/receive-from";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { all, resolved, trashed } from "./given";
import {
  at,
  by,
  chatwoot,
  customers,
  freescout,
  NO,
  once,
  type Path,
  type Place,
  v1,
  type Ways,
} from "./path";

/** What a customer writes, as programs bring it in. */
const received: Ways = {
  command: by(receiveMessage)((p) => ({ ...at(p), content: "Once more" }), "program"),
  action: NO.screen,
  procedure: NO.screen,
  v1: once(v1("messages", () => ({ content: "Once more", direction: "in" }))),
  chatwoot: chatwoot("/messages", () => ({ content: "Once more", message_type: "incoming" })),
  freescout: once(freescout("/threads", () => ({ type: "customer", text: "Once more" }))),
  worker: NO.worker,
};

/** What a customer writes, by the name that the channel has for them. */
const byChannel = (sourceOf: (place: Place) => string): Ways => {
  const input = (p: Place) => ({ from: { sourceId: sourceOf(p) }, content: "Hello" });
  return {
    ...received,
    command: by(receiveFrom)((p) => ({ inboxId: p.inboxId, ...input(p) }), "program"),
    v1: once((p) => ({ path: `/v1/inboxes/${p.inboxId}/messages`, body: input(p) })),
    chatwoot: NO.calls,
    freescout: NO.calls,
  };
};

/** What a customer writes with their own software. */
const byCustomer: Ways = {
  ...received,
  command: NO.above,
  v1: NO.above,
  freescout: NO.above,
  chatwoot: customers("messages", { content: "Once more" }),
};

/** What becomes of a conversation when its customer writes. */
export const CUSTOMER_PATHS: readonly Path[] = [
  {
    title: "8 a customer's answer to a resolved one",
    commands: ["receive-message"],
    given: resolved,
    ways: received,
    told: ["message.created", "conversation.status_changed"],
  },
  {
    title: "8 the same, with the customer's own software",
    commands: ["receive-message"],
    given: resolved,
    ways: byCustomer,
    told: ["message.created", "conversation.status_changed"],
    actor: "contact",
  },
  {
    title: "8 the same, by the name that the channel has for them",
    commands: ["receive-from"],
    given: resolved,
    ways: byChannel(({ sourceId }) => sourceId),
    told: ["message.created", "conversation.status_changed"],
  },
  {
    title: "8 the same, from who was never here",
    commands: ["receive-from"],
    ways: byChannel(({ mark }) => `wa:${mark}`),
    told: ["contact.created", "conversation.created", "message.created"],
  },
  {
    title: "8 the same, where it begins another conversation",
    commands: ["receive-message"],
    policy: { onMessageAfterResolve: "newConversation" },
    given: resolved,
    ways: received,
    told: ["conversation.created", "message.created"],
  },
  {
    title: "8 the same, where it begins another one, by the name that the channel has for them",
    commands: ["receive-from"],
    policy: { onMessageAfterResolve: "newConversation" },
    given: resolved,
    ways: byChannel(({ sourceId }) => sourceId),
    told: ["conversation.created", "message.created"],
  },
  {
    title: "17 a customer's answer to one in the trash",
    commands: ["receive-message"],
    given: trashed,
    ways: received,
    told: ["conversation.restored", "message.created"],
  },
  {
    title: "17 the same, with the customer's own software",
    commands: ["receive-message"],
    given: trashed,
    ways: byCustomer,
    told: ["conversation.restored", "message.created"],
    actor: "contact",
  },
  {
    title: "17 the same, by the name that the channel has for them",
    commands: ["receive-from"],
    given: trashed,
    ways: byChannel(({ sourceId }) => sourceId),
    told: ["conversation.restored", "message.created"],
  },
  {
    title: "17 the same, to one that was resolved before",
    commands: ["receive-message"],
    given: all(resolved, trashed),
    ways: received,
    told: ["conversation.restored", "message.created", "conversation.status_changed"],
  },
  {
    title: "17 the same, to one that was resolved before, by the name that the channel has for them",
    commands: ["receive-from"],
    given: all(resolved, trashed),
    ways: byChannel(({ sourceId }) => sourceId),
    told: ["conversation.restored", "message.created", "conversation.status_changed"],
  },
];
