import type { OwnedRows, ProcedureCase } from "./procedure-case";

const group = ({ groupDisplayId }: OwnedRows) => ({ displayId: groupDisplayId });
const member = (o: OwnedRows) => ({ ...group(o), contactId: o.contactId });
const ofConversation = { foreign: "conversation.not_found", agent: "conversation.not_found" } as const;

/** Procedures of groups, of which the contact is a member. */
export const GROUPS: Record<string, ProcedureCase> = {
  "groups.create": {
    kind: "mutation",
    input: ({ inboxId, contactId }) => ({ inboxId, name: "Chor", members: [{ contactId }] }),
    foreign: "inbox.not_found",
    agent: "inbox.not_found",
  },
  "groups.members": { kind: "query", input: group, ...ofConversation },
  "groups.setRole": { kind: "mutation", input: (o) => ({ ...member(o), role: "admin" }), ...ofConversation },
  "groups.addMembers": {
    kind: "mutation",
    input: (o) => ({ ...group(o), members: [{ contactId: o.twinId }] }),
    ...ofConversation,
  },
  "groups.removeMember": { kind: "mutation", input: member, ...ofConversation },
};
