import { z } from "zod";
import {
  type AccountDto,
  actor,
  type ContactDto,
  type ConversationDto,
  cause,
  type InboxDto,
  id,
  instant,
  json,
  type MessageDto,
} from "@/server/contract/_shared/dto";
import type { AlertDto } from "@/server/contract/alert/alert";
import type { CompanyDto } from "@/server/contract/contact/company";
import type { ContactNoteDto } from "@/server/contract/contact/contact-note";
import type { BulkOperationDto, OperationDto } from "@/server/contract/conversation/bulk";
import type { ConversationMemberDto } from "@/server/contract/conversation/conversation-member";
import type { TokenDto } from "@/server/contract/credentials/token";
import type { MemberDto } from "@/server/contract/member/member";
import type { CommandMessageDto } from "@/server/contract/message/command-message";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import type { LabelDto } from "@/server/contract/organising/label";
import type { MacroDto } from "@/server/contract/organising/macro";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import type { TeamDto } from "@/server/contract/organising/team";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import { EVENT_TYPES } from "./constants";

export type EventType = (typeof EVENT_TYPES)[number];

export const RESOURCE_TYPES = [
  "account",
  "alert",
  "attribute_definition",
  "bulk_operation",
  "canned_reply",
  "command_message",
  "company",
  "contact",
  "contact_note",
  "conversation",
  "conversation_member",
  "endpoint",
  "inbox",
  "label",
  "macro",
  "member",
  "message",
  "operation",
  "team",
  "token",
  "view",
] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** The DTO of each resource; an event's `data` is the whole DTO after the change. */
export type Dto = {
  account: AccountDto;
  alert: AlertDto;
  attribute_definition: AttributeDefinitionDto;
  bulk_operation: BulkOperationDto;
  canned_reply: CannedReplyDto;
  command_message: CommandMessageDto;
  company: CompanyDto;
  contact: ContactDto;
  contact_note: ContactNoteDto;
  conversation: ConversationDto;
  conversation_member: ConversationMemberDto;
  endpoint: EndpointDto;
  inbox: InboxDto;
  label: LabelDto;
  macro: MacroDto;
  member: MemberDto;
  message: MessageDto;
  operation: OperationDto;
  team: TeamDto;
  token: TokenDto;
  view: ViewDto;
};

/**
 * The event context of each resource, as of commit, so that every payload format maps from the event alone: message
 * events carry `conversation` and `contact`; conversation events `contact` and, with a status change, the activity line.
 */
export type EventContexts = {
  account: object;
  alert: object;
  attribute_definition: object;
  bulk_operation: object;
  canned_reply: object;
  command_message: { displayId: number };
  company: object;
  contact: object;
  contact_note: object;
  conversation: { contact: ContactDto; activity?: MessageDto };
  conversation_member: object;
  endpoint: object;
  inbox: object;
  label: object;
  macro: object;
  member: object;
  message: { conversation: ConversationDto; contact: ContactDto };
  operation: object;
  team: object;
  token: object;
  view: object;
};

export const change = z.object({ from: json, to: json });

/** The envelope of an event. */
export const eventSchema = z.object({
  /** UUIDv7; also the `webhook-id`. */
  id: z.uuid(),
  type: z.enum(EVENT_TYPES),
  /** Dense per account, in order of stamping. */
  seq: z.number().int().positive(),
  stampedAt: instant,
  occurredAt: instant,
  operationId: z.uuid(),
  actor,
  cause: cause.nullable(),
  /** Who may see it: members of the inbox, or an audience; `member:7` = that member and administrators. */
  inboxId: id.nullable(),
  audience: z
    .union([z.enum(["account", "admins"]), z.templateLiteral(["member:", z.number().int().positive()])])
    .nullable(),
  resource: z.object({ type: z.enum(RESOURCE_TYPES), id, version: z.number().int().positive() }),
  /** The resource's whole DTO after the change, with its event context. */
  data: z.record(z.string(), json),
  /** For people and integrators; `reduce` does not read it. */
  changes: z.record(z.string(), change),
  /** SHA-256 of the RFC 8785 JSON of this object without seq, stampedAt and hash. */
  hash: z.string(),
  /** When its personal content was removed because its resource was deleted permanently; `hash` is the original one. */
  redactedAt: instant.optional(),
});

type Envelope = Omit<z.infer<typeof eventSchema>, "data" | "resource">;
/** An event in the log. */
export type Event = Envelope &
  {
    [R in ResourceType]: {
      resource: { type: R; id: number; version: number };
      data: Dto[R] & EventContexts[R];
    };
  }[ResourceType];

/** An event as committed, before the relay stamps its seq. */
export type UnstampedEvent = Event extends infer E
  ? E extends Event
    ? Omit<E, "seq" | "stampedAt">
    : never
  : never;
