const conversation = { displayId: 1 };
const text = { content: "Hello", clientId: "c1" };
const OF_V1_ONLY = [
  "sourceId",
  "contentAttributes",
  "kind",
  "storage",
  "countsUnread",
  "location",
  "sentAt",
  "fromContactId",
  "recipientIds",
  "expiresInSeconds",
  "template",
  "translations",
  "parameters",
] as const;
/** Of a message that is a template: a procedure of its own sends it. */
const TEMPLATE = "channelTemplate";

const OF_REPLY = [
  "direction",
  "private",
  "resolve",
  "holdMs",
  "lastSeenNumber",
  "email",
  "inReplyTo",
] as const;

/** The commands that write a message. */
export const MESSAGE_TWINS = {
  "messages.send": {
    v1: "post /v1/conversations/{displayId}/messages",
    target: conversation,
    base: text,
    needed: ["clientId"],
    onlyV1: ["direction", "private", "mentionIds", TEMPLATE, ...OF_V1_ONLY],
  },
  "messages.addNote": {
    v1: "post /v1/conversations/{displayId}/messages",
    target: conversation,
    base: { ...text, private: true },
    needed: ["clientId"],
    onlyV1: [...OF_REPLY, TEMPLATE, ...OF_V1_ONLY],
  },
  "templates.send": {
    v1: "post /v1/conversations/{displayId}/messages",
    target: conversation,
    base: { clientId: "c1", [TEMPLATE]: { name: "order_ready", language: "en" } },
    needed: ["clientId", TEMPLATE],
    onlyV1: ["content", "fileIds", "mentionIds", ...OF_REPLY, ...OF_V1_ONLY],
  },
};
