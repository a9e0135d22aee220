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
import { scheduledMessageDto } from "@/server/contract/message/scheduled-message";
import { attributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { cannedReplyDto } from "@/server/contract/organising/canned-reply";
import { labelDto } from "@/server/contract/organising/label";
import { macroDto } from "@/server/contract/organising/macro";
import { viewDto } from "@/server/contract/organising/saved-view";
import { teamDto } from "@/server/contract/organising/team";
import { endpointDto } from "@/server/contract/webhook/endpoint";
import type { ResourceType } from "./resources";

/** The DTO of each resource. */
export const RESOURCE_DTOS = {
  account: wholeAccountDto,
  alert: alertDto,
  attribute_definition: attributeDefinitionDto,
  bulk_operation: bulkOperationDto,
  canned_reply: cannedReplyDto,
  command_message: commandMessageDto,
  company: companyDto,
  contact: contactDto,
  contact_note: contactNoteDto,
  conversation: conversationDto,
  conversation_member: conversationMemberDto,
  endpoint: endpointDto,
  inbox: inboxDto,
  label: labelDto,
  macro: macroDto,
  member: memberDto,
  message: messageDto,
  operation: operationDto,
  scheduled_message: scheduledMessageDto,
  team: teamDto,
  token: tokenDto,
  view: viewDto,
} satisfies Record<ResourceType, z.ZodObject>;

/**
 * The event context of those that have one, as of commit, so that every payload format maps from the event alone: message
 * events carry `conversation` and `contact`; conversation events `contact` and, with a status change, the activity line.
 */
export const EVENT_CONTEXTS = {
  command_message: z.object({ displayId: id }),
  conversation: z.object({ contact: contactDto, activity: messageDto.optional() }),
  scheduled_message: z.object({ displayId: id }),
  message: z.object({ conversation: conversationDto, contact: contactDto }),
} satisfies Partial<Record<ResourceType, z.ZodObject>>;

type Context = keyof typeof EVENT_CONTEXTS;
const hasContext = (resource: ResourceType): resource is Context => Object.hasOwn(EVENT_CONTEXTS, resource);

/** The exact shape of the `data` of a resource's events: its whole DTO, with its event context. */
export const dataSchemaOf = (resource: ResourceType): z.ZodObject =>
  hasContext(resource)
    ? RESOURCE_DTOS[resource].extend(EVENT_CONTEXTS[resource].shape)
    : RESOURCE_DTOS[resource];
