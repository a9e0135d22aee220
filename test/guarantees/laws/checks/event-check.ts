import { createHash } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import {
  contactDto,
  conversationDto,
  inboxDto,
  messageDto,
  wholeAccountDto,
} from "@/server/contract/_shared/dto";
import { alertDto } from "@/server/contract/alert/alert";
import { companyDto } from "@/server/contract/contact/company";
import { contactNoteDto } from "@/server/contract/contact/contact-note";
import { bulkOperationDto, operationDto } from "@/server/contract/conversation/bulk";
import { conversationMemberDto } from "@/server/contract/conversation/conversation-member";
import { tokenDto } from "@/server/contract/credentials/token";
import { type Event, type EventType, eventSchema, type ResourceType } from "@/server/contract/event/event";
import { jsonSchemaOf } from "@/server/contract/event/event-schemas";
import { memberDto } from "@/server/contract/member/member";
import { commandMessageDto } from "@/server/contract/message/command-message";
import { attributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { cannedReplyDto } from "@/server/contract/organising/canned-reply";
import { labelDto } from "@/server/contract/organising/label";
import { macroDto } from "@/server/contract/organising/macro";
import { viewDto } from "@/server/contract/organising/saved-view";
import { teamDto } from "@/server/contract/organising/team";
import { endpointDto } from "@/server/contract/webhook/endpoint";

const exactly = <S extends z.ZodRawShape>(schema: z.ZodObject<S>) => z.strictObject(schema.shape);

const ENVELOPE = exactly(eventSchema);

/** `data` of each resource: the whole DTO with its context, and no other key. */
const DATA: Record<ResourceType, z.ZodType> = {
  account: exactly(wholeAccountDto),
  alert: exactly(alertDto),
  attribute_definition: exactly(attributeDefinitionDto),
  bulk_operation: exactly(bulkOperationDto),
  operation: exactly(operationDto),
  canned_reply: exactly(cannedReplyDto),
  label: exactly(labelDto),
  macro: exactly(macroDto),
  team: exactly(teamDto),
  view: exactly(viewDto),
  command_message: exactly(commandMessageDto).extend({ displayId: z.number().int().positive() }),
  company: exactly(companyDto),
  contact: exactly(contactDto),
  contact_note: exactly(contactNoteDto),
  conversation_member: exactly(conversationMemberDto),
  conversation: exactly(conversationDto).extend({
    contact: exactly(contactDto),
    activity: exactly(messageDto).optional(),
  }),
  endpoint: exactly(endpointDto),
  inbox: exactly(inboxDto),
  member: exactly(memberDto),
  message: exactly(messageDto).extend({
    conversation: exactly(conversationDto),
    contact: exactly(contactDto),
  }),
  token: exactly(tokenDto),
};

const published = new Map<EventType, z.ZodType>();
/** The schema of a type by `GET /v1/event-types`, strict in every nested object. */
const publishedOf = (type: EventType): z.ZodType => {
  const schema = published.get(type) ?? z.fromJSONSchema(jsonSchemaOf(type));
  published.set(type, schema);
  return schema;
};

/** Checks the envelope, the data and the hash of an event as a reader of the log gets it. */
export function checkEvent(event: Event): void {
  const envelope = ENVELOPE.parse(event);
  DATA[envelope.resource.type].parse(envelope.data);
  publishedOf(event.type).parse(event);
  expect(envelope.resource).toMatchObject({ id: envelope.data["id"], version: envelope.data["version"] });
  const { seq: _, stampedAt: __, hash, ...hashed } = event;
  if (event.redactedAt === undefined)
    expect(hash).toBe(createHash("sha256").update(jcs(hashed)).digest("hex"));
}

/** A second implementation of RFC 8785: keys by UTF-16 code units, numbers and strings as ECMAScript writes them. */
export function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jcs(member)}`).join(",")}}`;
}
