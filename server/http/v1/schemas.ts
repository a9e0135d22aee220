import { z } from "@hono/zod-openapi";
import * as dto from "@/server/contract/_shared/dto";
import { instant } from "@/server/contract/_shared/primitives";
import { alertDto } from "@/server/contract/alert/alert";
import { companyDto } from "@/server/contract/contact/company";
import { contactNoteDto } from "@/server/contract/contact/contact-note";
import { bulkOperationDto } from "@/server/contract/conversation/bulk";
import {
  historyMessage as historyMessageDto,
  listedMember as listedMemberDto,
} from "@/server/contract/conversation/conversation-member";
import { transitionDto } from "@/server/contract/conversation/inputs";
import { archiveDto } from "@/server/contract/deletion/archive";
import { deletionDto, tombstoneDto } from "@/server/contract/deletion/deletion";
import { eventSchema } from "@/server/contract/event/event";
import { fileDto } from "@/server/contract/file/file";
import { healthDto } from "@/server/contract/health/health";
import { diagnosisDto } from "@/server/contract/inbox/diagnosis";
import { policyPreviewDto } from "@/server/contract/inbox/policy-preview";
import { auditDto, policyChangeDto, settingChangeDto } from "@/server/contract/inbox/setting-change";
import { memberDto } from "@/server/contract/member/member";
import { notificationDto } from "@/server/contract/member/notification";
import { commandMessageDto } from "@/server/contract/message/command-message";
import { receiptDto } from "@/server/contract/message/receipt";
import { scheduledMessageDto } from "@/server/contract/message/scheduled-message";
import { attributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { labelDto } from "@/server/contract/organising/label";
import { listedMacro as listedMacroDto, macroAction, macroDto } from "@/server/contract/organising/macro";
import { viewDto } from "@/server/contract/organising/saved-view";
import { teamDto } from "@/server/contract/organising/team";
import {
  queueChangeDto,
  queuedDeliveryDto,
  queuedJobDto,
  queuedMessageChangeDto,
  queuedSendDto,
  queuesDto,
} from "@/server/contract/queue/queue";
import { deliveryDto, endpointDto } from "@/server/contract/webhook/endpoint";

/** Names a schema in the document; also one created before zod was extended: modules load in any order. */
export const named = <T extends z.ZodType>(schema: T, name: string): T =>
  z.ZodType.prototype.openapi.call(schema, name);

// Without a name its recursion would expand endlessly.
named(dto.json, "Json");
// What many schemas have.
named(dto.cause, "Cause");
named(macroAction, "MacroAction");

export const contact = named(dto.contactDto, "Contact");
export const company = named(companyDto, "Company");
export const contactNote = named(contactNoteDto, "ContactNote");
export const inbox = named(dto.inboxDto, "Inbox");
export const policy = named(dto.policy, "Policy");
export const policyChange = named(policyChangeDto, "PolicyChange");
export const settingChange = named(settingChangeDto, "SettingChange");
export const audit = named(auditDto, "Audit");
export const diagnosis = diagnosisDto;
export const health = named(healthDto, "Health");
export const queues = named(queuesDto, "Queues");
export const queuedMessageChange = named(queuedMessageChangeDto, "QueuedMessageChange");
export const queuedSend = named(queuedSendDto, "QueuedSend");
export const queuedDelivery = named(queuedDeliveryDto, "QueuedDelivery");
export const queuedJob = named(queuedJobDto, "QueuedJob");
export const queueChange = named(queueChangeDto, "QueueChange");
export const policyPreview = named(policyPreviewDto, "PolicyPreview");
export const deletion = named(deletionDto, "Deletion");
export const tombstone = named(tombstoneDto, "Tombstone");
export const view = named(viewDto, "View");
export const attributeDefinition = named(attributeDefinitionDto, "AttributeDefinition");
export const team = named(teamDto, "Team");
export const member = named(memberDto, "Member");
export const notification = named(notificationDto, "Notification");
export const alert = named(alertDto, "Alert");
export const macro = named(macroDto, "Macro");
export const listedMacro = named(macro.extend({ problems: listedMacroDto.shape.problems }), "ListedMacro");
export const label = named(labelDto, "Label");
/** Absent while there are no bytes. */
const addresses = {
  url: z.url().optional().openapi({ description: "Signed: it works for a day without a token." }),
  previewUrl: z.url().optional().openapi({ description: "Of a small image, where `hasPreview`." }),
};
const attachment = named(dto.attachment.extend(addresses), "Attachment");
export const file = named(fileDto.extend(addresses), "File");
export const archive = named(
  archiveDto.extend({ document: attachment, attachments: z.array(attachment) }),
  "Archive",
);
export const message = named(
  dto.messageDto.extend({ attachments: z.array(attachment).min(1).optional() }),
  "Message",
);
export const commandMessage = named(commandMessageDto, "CommandMessage");
export const scheduledMessage = named(scheduledMessageDto, "ScheduledMessage");
export const listedMember = named(listedMemberDto, "ListedMember");
/** A message in the history of a conversation's members. */
export const historyMessage = message.extend({ historyNumber: historyMessageDto.shape.historyNumber });
export const receipt = named(receiptDto, "Receipt");
export const transition = named(transitionDto, "Transition");
export const bulkOperation = named(bulkOperationDto, "BulkOperation");
export const endpoint = named(endpointDto, "Endpoint");
export const delivery = named(deliveryDto, "Delivery");
export const event = named(eventSchema, "Event");
/** The same; the document lists the shape of each type. */
export const anyEvent = named(z.object(eventSchema.shape), "AnyEvent");
/** A conversation with its contact. */
export const conversation = dto.conversationDto.extend({ contact }).openapi("Conversation");

export const refusalBody = z
  .object({
    error: z.object({
      code: z.string().openapi({ example: "conversation.not_found" }),
      message: z.string(),
      field: z
        .string()
        .optional()
        .openapi({ description: "The invalid field, as sent: `receipts.3.signal`." }),
      detail: z.string().optional(),
      oldest: z
        .string()
        .optional()
        .openapi({ description: "With `cursor.gone`: the oldest available cursor." }),
      newer: z
        .array(z.number().int())
        .optional()
        .openapi({ description: "With `message.unseen_newer`: the numbers of the unseen messages." }),
      changed: z
        .array(z.object({ id: z.number(), displayId: z.number().nullable(), code: z.string() }))
        .optional()
        .openapi({ description: "With `deletion.set_changed`: what changed since it was prepared." }),
      closedAt: instant
        .optional()
        .openapi({ description: "With `channel.window_closed`: since when the channel takes no free text." }),
      requestId: z.string(),
    }),
  })
  .openapi("Error");

/** A page of a list. `asOf` is the event cursor of its snapshot. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable(), asOf: z.string() });
