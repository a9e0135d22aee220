import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createGroup } from "@/server/commands/groups/create-group";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { at, by, chatwoot, freescout, NO, once, type Path, type Place, v1, type Ways } from "./path";
import { pending, twin, waiting } from "./requests";

const HOLD_MS = 60_000;

const send = (more: object = {}) => ({
  command: by(sendMessage)((p) => ({ ...at(p), content: "Bye", ...more })),
  procedure: ({ displayId, mark: clientId }: Place) => ({
    path: "messages.send",
    input: { displayId, content: "Bye", clientId, ...more },
  }),
  v1: once(v1("messages", () => ({ content: "Bye", ...more }))),
});
const thread = (more: object) =>
  once(freescout("/threads", ({ userId }) => ({ type: "message", text: "Bye", user: userId, ...more })));
const closing = send({ resolve: true });
const withinWindow = send({ resolve: true, holdMs: HOLD_MS });
const plain = send();

const withdrawn: Ways = {
  command: [
    withinWindow.command,
    by(withdrawMessage)(({ before }) => ({ messageId: Number(before.result.message.id) })),
  ],
  procedure: [
    withinWindow.procedure,
    ({ before }) => ({ path: "messages.withdraw", input: { messageId: before.message.id } }),
  ],
  v1: [withinWindow.v1, ({ before }) => ({ path: `/v1/messages/${before.id}/withdraw`, body: {} })],
  chatwoot: "what it sends has left",
  freescout: "what it sends has left",
  worker: NO.worker,
};

const begun = (input: object) => (p: Place) => ({ inboxId: p.inboxId, contactId: p.contactId, ...input });
export const wireBegun =
  (input: object) =>
  ({ accountId, inboxId, contactId }: Place) => ({
    path: `/api/v1/accounts/${accountId}/conversations`,
    body: { inbox_id: inboxId, contact_id: contactId, ...input },
  });

/** FreeScout's call that creates a conversation with messages. */
const wireBegunWith = (status: string) =>
  once(({ inboxId, contactId, userId }) => ({
    path: "/api/conversations",
    body: {
      type: "email",
      mailboxId: inboxId,
      subject: "Hello",
      customer: { id: contactId },
      threads: [{ type: "message", text: "Hello", user: userId }],
      status,
    },
  }));

/** A group of the contact. */
const grouped = ({ inboxId, contactId }: Place) => ({ inboxId, name: "Choir", members: [{ contactId }] });

/** Paths that begin with an agent's message, or with a conversation or a contact as a whole. */
export const MESSAGE_PATHS: readonly Path[] = [
  {
    title: "4, 10 send and resolve",
    commands: ["send-message"],
    ways: {
      ...closing,
      chatwoot: NO.calls,
      freescout: thread({ status: "closed" }),
      worker: NO.worker,
    },
    events: ["message.created", "message.send_requested", "conversation.status_changed"],
  },
  {
    title: "5 undo of send and resolve",
    commands: ["withdraw-message"],
    ways: withdrawn,
    events: ["message.withdrawn", "conversation.status_changed"],
    again: [],
  },
  {
    title: "5 the same, and the customer waits again",
    commands: ["withdraw-message"],
    given: waiting,
    ways: withdrawn,
    events: ["message.withdrawn", "conversation.status_changed", "conversation.updated"],
    again: [],
  },
  {
    title: "6 created with a status",
    commands: ["create-conversation"],
    ways: {
      command: by(createConversation)(
        (p) => ({ inboxId: p.inboxId, contactId: p.contactId, startedBy: "other", status: "resolved" }),
        "program",
      ),
      procedure: "screens begin open ones",
      v1: once((p) => ({ path: "/v1/conversations", body: begun({ status: "resolved" })(p) })),
      chatwoot: wireBegun({ status: "resolved" }),
      freescout: "it begins none without a message: the row below",
      worker: NO.worker,
    },
    events: ["conversation.created"],
  },
  {
    title: "6, 7 created with a status and a message",
    commands: ["create-conversation"],
    ways: {
      command: by(createConversation)(
        (p) => ({
          inboxId: p.inboxId,
          contactId: p.contactId,
          startedBy: "other",
          status: "resolved",
          message: { content: "Hello" },
        }),
        "program",
      ),
      procedure: "screens begin open ones",
      v1: once((p) => ({
        path: "/v1/conversations",
        body: begun({ status: "resolved", message: { content: "Hello" } })(p),
      })),
      chatwoot: wireBegun({ status: "resolved", message: { content: "Hello" } }),
      freescout: wireBegunWith("closed"),
      worker: NO.worker,
    },
    events: ["conversation.created", "message.created", "message.send_requested"],
  },
  {
    title: "7 created with a message",
    commands: ["create-conversation"],
    ways: {
      command: by(createConversation)((p) => ({
        inboxId: p.inboxId,
        contactId: p.contactId,
        startedBy: "agent",
        message: { content: "Hello" },
      })),
      procedure: (p) => ({ path: "conversations.start", input: begun({ content: "Hello" })(p) }),
      v1: once((p) => ({ path: "/v1/conversations", body: begun({ message: { content: "Hello" } })(p) })),
      chatwoot: wireBegun({ message: { content: "Hello" } }),
      freescout: wireBegunWith("active"),
      worker: NO.worker,
    },
    events: ["conversation.created", "message.created", "message.send_requested"],
  },
  {
    title: "7 created as a group",
    commands: ["create-group"],
    ways: {
      command: by(createGroup)((p) => ({ ...grouped(p), startedBy: "agent" })),
      procedure: (p) => ({ path: "groups.create", input: grouped(p) }),
      v1: once((p) => ({ path: "/v1/groups", body: grouped(p) })),
      chatwoot: NO.call,
      freescout: NO.call,
      worker: NO.worker,
    },
    events: ["contact.created", "conversation.created", "conversation_member.joined", "message.created"],
  },
  {
    title: "9 an agent's answer moves nothing",
    commands: ["send-message"],
    given: pending,
    ways: {
      ...plain,
      chatwoot: chatwoot("/messages", () => ({ content: "A moment" })),
      freescout: "its answers set a status, unless they are imported",
      worker: NO.worker,
    },
    events: ["message.created", "message.send_requested"],
  },
  {
    title: "9 an imported answer moves nothing, and nobody is to send it",
    commands: ["send-message"],
    given: pending,
    ways: {
      command: by(sendMessage)((p) => ({ ...at(p), content: "Bye", hasLeft: true })),
      procedure: "agents import nothing",
      v1: "it names the provider's id instead",
      chatwoot: "it names the provider's id instead",
      freescout: thread({ imported: true }),
      worker: NO.worker,
    },
    events: ["message.created"],
  },
  {
    title: "9, 10 an answer after which the conversation waits for the customer",
    commands: ["send-message", "change-status"],
    ways: {
      command: "it is FreeScout's way of answering",
      procedure: "it is FreeScout's way of answering",
      v1: NO.calls,
      chatwoot: NO.calls,
      freescout: thread({}),
      worker: NO.worker,
    },
    events: ["message.created", "message.send_requested", "conversation.status_changed"],
  },
  {
    title: "13 two contacts become one",
    commands: ["merge-contacts"],
    given: twin,
    ways: {
      command: by(mergeContacts)(({ before, contactId }) => ({
        contactId: Number(before.id),
        otherId: contactId,
      })),
      procedure: ({ before, contactId }) => ({
        path: "contacts.merge",
        input: { contactId: before.id, otherId: contactId },
      }),
      v1: ({ before, contactId }) => ({
        path: `/v1/contacts/${before.id}/merge`,
        body: { otherId: contactId },
      }),
      chatwoot: NO.call,
      freescout: NO.call,
      worker: NO.worker,
    },
    events: ["contact.merged", "contact.updated", "conversation.updated"],
    again: [],
  },
];
