import { z } from "zod";
import { accountDto, conversationStatus, id, instant, priority } from "@/server/contract/_shared/dto";
import { name } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { savedGroups } from "@/server/contract/conversation/filter-inputs";
import { CONVERSATION_SORTS } from "@/server/contract/conversation/view";
import { filteredLabel, labelName } from "./label";

const fields = {
  status: conversationStatus.nullable(),
  assignee: z.enum(["any", "me", "unassigned"]),
  inboxId: id.nullable(),
  /** A certain member; then `assignee` is `any`. */
  assigneeId: id.nullable(),
  priority: priority.nullable(),
  teamId: id.nullable(),
  label: labelName.nullable(),
  /** In addition, one of these groups of conditions; none = no condition. */
  anyOf: savedGroups,
  sort: z.enum(CONVERSATION_SORTS),
};

/** A saved view's filters and order; null = any. */
export const savedFilter = z.object(fields);
export type SavedFilter = z.infer<typeof savedFilter>;

/** All live conversations, by last activity. */
export const ANY_FILTER: SavedFilter = {
  status: null,
  assignee: "any",
  inboxId: null,
  assigneeId: null,
  priority: null,
  teamId: null,
  label: null,
  anyOf: [],
  sort: "last_activity",
};

/** The filter as input: an absent field means any, or order by last activity. */
export const givenFilter = z
  .strictObject({
    status: fields.status.default(null),
    assignee: fields.assignee.default("any"),
    inboxId: fields.inboxId.default(null),
    assigneeId: fields.assigneeId.default(null),
    priority: fields.priority.default(null),
    teamId: fields.teamId.default(null),
    label: filteredLabel.nullable().default(null),
    anyOf: fields.anyOf.default([]),
    sort: fields.sort.default("last_activity"),
  })
  .refine(({ assignee, assigneeId }) => assigneeId === null || assignee === "any", {
    path: ["assigneeId"],
    error: "needs assignee any",
  });

/** A saved view: a list of conversations with a name. */
export const viewDto = accountDto.extend({
  ownerId: id,
  isShared: z.boolean(),
  filter: savedFilter,
  deletedAt: instant.nullable(),
});
export type ViewDto = z.infer<typeof viewDto>;

const viewName = name(SHORT_NAME_CHARS_MAX);

/** `isShared`: visible to the account, else to its owner only. */
export const createViewInput = z.object({
  name: viewName,
  isShared: z.boolean().default(false),
  filter: givenFilter.default(ANY_FILTER),
});

export const updateViewInput = z.object({
  name: viewName.optional(),
  isShared: z.boolean().optional(),
  filter: givenFilter.optional(),
});
