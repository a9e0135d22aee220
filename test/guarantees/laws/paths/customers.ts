import { receiveFrom } from "@/server/commands/messages/receive-from";
import { receiveMessage } from "@/server/commands/messages/receive-message";
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
import { all, resolved, trashed } from "./requests";

/** A customer's message, sent by a program. */
const received: Ways = {
  command: by(receiveMessage)((p) => ({ ...at(p), content: "Once more" }), "program"),
  procedure: NO.screen,
  v1: once(v1("messages", () => ({ content: "Once more", direction: "in" }))),
  chatwoot: chatwoot("/messages", () => ({ content: "Once more", message_type: "incoming" })),
  freescout: once(freescout("/threads", () => ({ type: "customer", text: "Once more" }))),
  worker: NO.worker,
};

/** A customer's message under the channel's name for them. */
const byChannel = (sourceOf: (place: Place) => string, emailOf?: (place: Place) => string): Ways => {
  const from = (p: Place) => ({ sourceId: sourceOf(p), ...(emailOf && { email: emailOf(p) }) });
  const input = (p: Place) => ({ from: from(p), content: "Hello" });
  return {
    ...received,
    command: by(receiveFrom)((p) => ({ inboxId: p.inboxId, ...input(p) }), "program"),
    v1: once((p) => ({ path: `/v1/inboxes/${p.inboxId}/messages`, body: input(p) })),
    chatwoot: NO.calls,
    freescout: NO.calls,
  };
};

/** A customer's message by the public API. */
const byCustomer: Ways = {
  ...received,
  command: NO.above,
  v1: NO.above,
  freescout: NO.above,
  chatwoot: customers("messages", { content: "Once more" }),
};

/** Paths that begin with a customer's message. */
export const CUSTOMER_PATHS: readonly Path[] = [
  {
    title: "8 a customer's answer to a resolved one",
    commands: ["receive-message"],
    given: resolved,
    ways: received,
    events: ["message.created", "conversation.status_changed"],
  },
  {
    title: "8 the same, by the public API",
    commands: ["receive-message"],
    given: resolved,
    ways: byCustomer,
    events: ["message.created", "conversation.status_changed"],
    actor: "contact",
  },
  {
    title: "8 the same, under the channel's name for the customer",
    commands: ["receive-from"],
    given: resolved,
    ways: byChannel(({ sourceId }) => sourceId),
    events: ["message.created", "conversation.status_changed"],
  },
  {
    title: "8 the same, from a new customer",
    commands: ["receive-from", "change-together"],
    ways: byChannel(({ mark }) => `wa:${mark}`),
    events: ["contact.created", "conversation.created", "message.created"],
  },
  {
    title: "8 the same, from a new customer with an email",
    commands: ["receive-from", "change-together"],
    ways: byChannel(
      ({ mark }) => `wa:${mark}`,
      ({ mark }) => `new-${mark}@example.test`,
    ),
    events: ["contact.created", "conversation.created", "message.created"],
  },
  {
    title: "8 the same, where it begins another conversation",
    commands: ["receive-message"],
    policy: { onMessageAfterResolve: "newConversation" },
    given: resolved,
    ways: received,
    events: ["conversation.created", "message.created"],
  },
  {
    title: "8 the same, where it begins another one, under the channel's name for the customer",
    commands: ["receive-from"],
    policy: { onMessageAfterResolve: "newConversation" },
    given: resolved,
    ways: byChannel(({ sourceId }) => sourceId),
    events: ["conversation.created", "message.created"],
  },
  {
    title: "17 a customer's answer to one in the trash",
    commands: ["receive-message"],
    given: trashed,
    ways: received,
    events: ["conversation.restored", "message.created"],
  },
  {
    title: "17 the same, by the public API",
    commands: ["receive-message"],
    given: trashed,
    ways: byCustomer,
    events: ["conversation.restored", "message.created"],
    actor: "contact",
  },
  {
    title: "17 the same, under the channel's name for the customer",
    commands: ["receive-from"],
    given: trashed,
    ways: byChannel(({ sourceId }) => sourceId),
    events: ["conversation.restored", "message.created"],
  },
  {
    title: "17 the same, to one that was resolved before",
    commands: ["receive-message"],
    given: all(resolved, trashed),
    ways: received,
    events: ["conversation.restored", "message.created", "conversation.status_changed"],
  },
  {
    title: "17 the same, to one that was resolved before, under the channel's name for the customer",
    commands: ["receive-from"],
    given: all(resolved, trashed),
    ways: byChannel(({ sourceId }) => sourceId),
    events: ["conversation.restored", "message.created", "conversation.status_changed"],
  },
];
