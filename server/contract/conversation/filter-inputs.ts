import { z } from "zod";
import { conversationStatus, id, priority } from "@/server/contract/_shared/dto";
import { writtenInstant } from "@/server/contract/_shared/primitives";
import { filteredLabel } from "@/server/contract/organising/label";
import { CONVERSATION_STATUSES, PRIORITIES } from "./constants";
import { isDayRange } from "./day-range";
import { ASSIGNEES, FILTER_GROUPS_MAX, FILTER_VALUES_MAX } from "./filter-group";

const some = <T extends z.ZodType>(value: T, max = FILTER_VALUES_MAX) => z.array(value).min(1).max(max);

const values = {
  statuses: some(conversationStatus, CONVERSATION_STATUSES.length).optional(),
  inboxIds: some(id).optional(),
  /** Members by id, the reader (`me`), no one (`nobody`), or any member at all (`anybody`). */
  assignees: some(z.union([z.enum(ASSIGNEES), id])).optional(),
  teamIds: some(id).optional(),
  priorities: some(priority, PRIORITIES.length).optional(),
  labels: some(filteredLabel).optional(),
  /** Whether a conversation must have `any` of the labels, the default, or `all` of them. */
  labelMatch: z.enum(["any", "all"]).optional(),
};

/** Conditions that a conversation must all meet. Of several values of one field, it must have one. Absent = any. */
export const listGroup = z.strictObject({
  ...values,
  /** Created from this instant on, and before that one. */
  createdFrom: writtenInstant.optional(),
  createdBefore: writtenInstant.optional(),
  /** Last active from this instant on, and before that one. */
  activeFrom: writtenInstant.optional(),
  activeBefore: writtenInstant.optional(),
});

/** Groups of conditions of which a conversation must meet one. */
export const listGroups = z.array(listGroup).max(FILTER_GROUPS_MAX);

const dayRange = z.string().refine(isDayRange, {
  error: "must be two days, as 2026-01-01..2026-01-31, either may be left out; or 7d",
});

/** The same in a saved view, with days of its reader's calendar: `2026-01-01..2026-01-31`, or `7d` for the last seven days. */
export const savedGroup = z
  .strictObject({ ...values, created: dayRange.optional(), active: dayRange.optional() })
  .refine(({ labelMatch: _, ...conditions }) => Object.keys(conditions).length > 0, {
    error: "must have a condition",
  });
export const savedGroups = z.array(savedGroup).max(FILTER_GROUPS_MAX);
