import { z } from "zod";
import {
  contactDto,
  conversationDto,
  inboxDto,
  messageDto,
  wholeAccountDto,
} from "@/server/contract/_shared/dto";
import { id } from "@/server/contract/_shared/primitives";
import { alertDto } from "@/server/contract/alert/alert";
import { companyDto } from "@/server/contract/contact/company";
import { contactNoteDto } from "@/server/contract/contact/contact-note";
import { bulkOperationDto, operationDto } from "@/server/contract/conversation/bulk";
import { conversationMemberDto } from "@/server/contract/conversation/conversation-member";
import { tokenDto } from "@/server/contract/credentials/token";
import { memberDto } from "@/server/contract/member/member";
import { commandMessageDto } from "@/server/contract/message/command-message";
import { attributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { cannedReplyDto } from "@/server/contract/organising/canned-reply";
import { labelDto } from "@/server/contract/organising/label";
import { macroDto } from "@/server/contract/organising/macro";
import { viewDto } from "@/server/contract/organising/saved-view";
import { teamDto } from "@/server/contract/organising/team";
import { endpointDto } from "@/server/contract/webhook/endpoint";
import { type EventType, eventSchema, type ResourceType } from "./event";
import { EVENT_CATALOGUE } from "./event-types";

/** One type in the answer of `GET /v1/event-types`. */
export const eventTypeDto = z.object({
  type: z.string(),
  /** False for types that are sent to webhook endpoints only: they are not in the log and have no seq. */
  isLogged: z.boolean(),
  /** The type of the resource; null for types that are not logged. */
  resource: z.string().nullable(),
  since: z.string(),
  summary: z.string(),
  /** JSON Schema of the event. */
  schema: z.record(z.string(), z.unknown()),
  sample: z.record(z.string(), z.unknown()),
});
export type EventTypeDto = z.infer<typeof eventTypeDto>;

/** The `data` of each resource's events: its whole DTO, with its event context as of commit. */
const DATA = {
  account: wholeAccountDto,
  alert: alertDto,
  attribute_definition: attributeDefinitionDto,
  bulk_operation: bulkOperationDto,
  canned_reply: cannedReplyDto,
  command_message: commandMessageDto.extend({ displayId: id }),
  company: companyDto,
  contact: contactDto,
  contact_note: contactNoteDto,
  conversation: conversationDto.extend({ contact: contactDto, activity: messageDto.optional() }),
  conversation_member: conversationMemberDto,
  endpoint: endpointDto,
  inbox: inboxDto,
  label: labelDto,
  member: memberDto,
  message: messageDto.extend({ conversation: conversationDto, contact: contactDto }),
  operation: operationDto,
  team: teamDto,
  token: tokenDto,
  macro: macroDto,
  view: viewDto,
} satisfies Record<ResourceType, z.ZodType>;

/** The exact shape of the `data` of a resource's events. */
export const dataSchemaOf = (resource: ResourceType): z.ZodObject => DATA[resource];

/** The exact shape of an event of this type. */
export const eventSchemaOf = (type: EventType) => {
  const { resource } = EVENT_CATALOGUE[type];
  return eventSchema.extend({
    type: z.literal(type),
    resource: eventSchema.shape.resource.extend({ type: z.literal(resource) }),
    data: DATA[resource],
  });
};

/** The same as JSON Schema, draft 2020-12. */
export const jsonSchemaOf = (type: EventType): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(eventSchemaOf(type));
