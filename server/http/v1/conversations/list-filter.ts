import { z } from "@hono/zod-openapi";
import { conversationStatus, priority } from "@/server/contract/_shared/dto";
import { writtenInstant } from "@/server/contract/_shared/instant";
import { FILTER_VALUES_MAX, type ListGroup } from "@/server/contract/conversation/filter-group";
import { CONVERSATION_SORTS } from "@/server/contract/conversation/view";
import { labelName } from "@/server/contract/organising/label";
import { idQuery } from "@/server/http/v1/inputs";
import { defined } from "@/server/lib/defined";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";

/** A value, or several by repeating the name. */
const several = <T extends z.ZodType>(value: T) =>
  z
    .union([value.transform((one) => [one]), z.array(value).min(1).max(FILTER_VALUES_MAX)])
    .openapi({ description: "Repeat the name for several values: any of them matches." });

/** The filters of the list of conversations, in a query string. */
export const listFilterQuery = {
  status: several(conversationStatus).optional(),
  /** `trashed`: those in the trash. */
  lifecycle: z.enum(["live", "trashed"]).optional(),
  inboxId: several(idQuery).optional(),
  contactId: idQuery.optional(),
  assignee: z.enum(["any", "me", "unassigned", "assigned"]).optional(),
  assigneeId: several(idQuery).optional(),
  priority: several(priority).optional(),
  teamId: several(idQuery).optional(),
  label: several(labelName).optional(),
  labelMatch: z
    .enum(["any", "all"])
    .optional()
    .openapi({ description: "Whether one or all of several labels are needed." }),
  createdFrom: writtenInstant.optional(),
  createdBefore: writtenInstant.optional(),
  activeFrom: writtenInstant.optional().openapi({ description: "Last active at or after this instant." }),
  activeBefore: writtenInstant.optional(),
  sort: z.enum(CONVERSATION_SORTS).optional(),
};
const parsed = z.object(listFilterQuery);

/** The list's filter of a query string. */
export function toListFilter(query: z.infer<typeof parsed>): ConversationFilter {
  const { status, inboxId, assigneeId, priority: urgency, teamId, label, ...rest } = query;
  const { lifecycle, contactId, assignee, sort, ...values } = rest;
  const group: ListGroup = {
    ...values,
    ...defined({ statuses: status, inboxIds: inboxId, assignees: assigneeId, teamIds: teamId }),
    ...defined({ priorities: urgency, labels: label }),
  };
  return { ...defined({ lifecycle, contactId, assignee, sort }), anyOf: [group] };
}
