import type { OwnedRows, ProcedureCase } from "./procedure-case";

const query = { kind: "query" } as const;
const mutation = { kind: "mutation" } as const;
const ofConversation = { foreign: "conversation.not_found", agent: "conversation.not_found" } as const;
const conversation = ({ displayId }: OwnedRows) => ({ displayId });

const ofInbox = { foreign: "inbox.not_found", agent: "inbox.not_found" } as const;
const inbox = ({ inboxId }: OwnedRows) => ({ inboxId });

/** Procedures of what a reply needs; the inbox of the test is of a channel without them. */
export const REPLIES: Record<string, ProcedureCase> = {
  "messages.mailRecipients": { ...query, input: conversation, ...ofConversation },
  "templates.list": { ...query, input: conversation, ...ofConversation, owner: "inbox.no_templates" },
  "templates.window": { ...query, input: conversation, ...ofConversation },
  "templates.ofInbox": { ...query, input: inbox, ...ofInbox, owner: "inbox.no_templates" },
  "templates.reach": {
    ...query,
    input: ({ inboxId, contactId }) => ({ inboxId, contactId }),
    ...ofInbox,
  },
  "templates.send": {
    ...mutation,
    input: (o) => ({
      ...conversation(o),
      clientId: "template-of-the-law",
      channelTemplate: { name: "hallo", language: "de" },
    }),
    ...ofConversation,
    owner: "inbox.no_templates",
  },
};
