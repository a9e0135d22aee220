import type { CompanyDto } from "@/server/contract/contact/company";
import type { ContactNoteDto } from "@/server/contract/contact/contact-note";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import type { MacroDto } from "@/server/contract/organising/macro";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import type { TeamDto } from "@/server/contract/organising/team";
import { AT, ada, contact, versioned } from "./sample-dtos";

export const contactNote: ContactNoteDto = {
  ...versioned,
  id: 12,
  contactId: contact.id,
  content: "Prefers to be called in the morning.",
  author: ada,
  deletedAt: null,
};
export const company: CompanyDto = {
  ...versioned,
  id: 13,
  name: "Acme",
  domains: ["acme.example"],
  description: "Orders by the pallet.",
  deletedAt: null,
};
export const attributeDefinition: AttributeDefinitionDto = {
  ...versioned,
  id: 8,
  model: "contact",
  key: "plan",
  displayName: "Plan",
  description: "What they pay for",
  kind: "list",
  choices: ["free", "pro"],
  pattern: null,
  patternHint: null,
  position: 1,
  deletedAt: null,
};
export const cannedReply: CannedReplyDto = {
  ...versioned,
  id: 6,
  shortCode: "hi",
  content: "Hello {{contact.first_name|there}}",
  deletedAt: null,
  title: "First answer",
  folder: "Greetings",
  visibility: "everybody",
  inboxIds: [],
  teamIds: [],
  ownerId: null,
  files: [{ id: 31, name: "Price list.pdf", contentType: "application/pdf", bytes: 48_213 }],
};

export const macro: MacroDto = {
  ...versioned,
  id: 14,
  name: "Refund and close",
  ownerId: null,
  actions: [
    { type: "reply", content: "Hello {{contact.first_name|there}}, your refund is on its way." },
    { type: "label", add: ["refund"], remove: [] },
    { type: "status", signal: "resolve" },
  ],
  deletedAt: null,
};

export const team: TeamDto = { ...versioned, id: 5, name: "Returns", memberIds: [3], deletedAt: null };
export const view: ViewDto = {
  ...versioned,
  id: 10,
  name: "Parcels, longest wait",
  ownerId: 3,
  isShared: true,
  filter: {
    status: "open",
    assignee: "any",
    inboxId: null,
    assigneeId: null,
    priority: null,
    teamId: null,
    label: "shipping",
    anyOf: [{ priorities: ["high", "urgent"] }, { assignees: ["nobody"], active: "7d" }],
    sort: "waiting_since",
  },
  deletedAt: null,
};

const DELETED = { data: { deletedAt: AT }, changes: { deletedAt: { from: null, to: AT } } };

/** Samples that differ from their resource's. */
export const ORGANISING_SAMPLES = {
  "attribute_definition.deleted": DELETED,
  "canned_reply.deleted": DELETED,
  "company.deleted": DELETED,
  "contact_note.deleted": { ...DELETED, data: { content: "", deletedAt: AT } },
  "contact_note.updated": {
    changes: { content: { from: "Call before noon.", to: contactNote.content } },
  },
  "macro.deleted": DELETED,
  "macro.updated": { changes: { name: { from: "Refund", to: macro.name } } },
  "team.deleted": DELETED,
  "view.deleted": DELETED,
  "view.restored": { changes: { deletedAt: { from: AT, to: null } } },
  "view.updated": { changes: { name: { from: "Parcels", to: "Parcels, longest wait" } } },
};
