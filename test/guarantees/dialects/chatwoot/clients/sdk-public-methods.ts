import { expect } from "vitest";
import type { PublishedScene } from "./published-scene";

/** Calls one method of the SDK: what it is given, and a part of what it answers. */
export type SdkCase = {
  args: (scene: PublishedScene) => object | Promise<object>;
  /** Where nothing is said, it answers something. */
  answers?: object;
};

const visitor = (s: PublishedScene) => ({
  inboxIdentifier: s.identifier,
  contactIdentifier: s.visitor.sourceId,
  conversationId: s.visitor.conversationId,
});
/** The methods of the SDK that reach the customers' API. */
export const SDK_PUBLIC_METHODS: Readonly<Record<string, SdkCase>> = {
  "client.contacts.create": {
    args: (s) => ({ inboxIdentifier: s.identifier, data: { name: "Ida" } }),
    answers: { name: "Ida", source_id: expect.any(String) },
  },
  "client.contacts.get": { args: visitor, answers: { name: "Vera" } },
  "client.contacts.update": {
    args: (s) => ({ ...visitor(s), data: { name: "Vera Lind" } }),
    answers: { id: expect.any(Number) },
  },
  "client.conversations.create": { args: visitor, answers: { id: expect.any(Number) } },
  "client.conversations.list": {
    args: visitor,
    answers: expect.arrayContaining([expect.objectContaining({ status: "open" })]),
  },
  "client.messages.create": {
    args: (s) => ({ ...visitor(s), data: { content: "Anybody there?" } }),
    answers: { content: "Anybody there?" },
  },
  "client.messages.list": { args: visitor },
  "client.messages.update": {
    args: (s) => ({
      ...visitor(s),
      messageId: s.visitor.messageId,
      data: { submitted_values: [{ title: "Blue", value: "blue" }] },
    }),
  },
};
