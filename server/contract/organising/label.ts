import { z } from "zod";
import { accountDto, instant } from "@/server/contract/_shared/dto";
import { name, text } from "@/server/contract/_shared/fields";
import {
  LABEL_CHARS_MAX,
  LABEL_DESCRIPTION_CHARS_MAX,
  LABELS_OF_CONVERSATION_MAX,
} from "@/server/contract/_shared/limits";
import { LABEL_COLOURS } from "@/server/domain/organising/label";

/** Stored in lower case. */
export const labelName = name(LABEL_CHARS_MAX);
/** A label's name in a filter or a macro, in any case. */
export const filteredLabel = labelName.toLowerCase();
export const labelNames = z.array(labelName).max(LABELS_OF_CONVERSATION_MAX);
const labelColour = z.enum(LABEL_COLOURS);
export const labelDescription = text(0, LABEL_DESCRIPTION_CHARS_MAX);

type Labelling = { set?: unknown; add?: unknown; remove?: unknown };

/** Whether the labels are either replaced, or added and removed, but not both. */
const isOneWayToLabel = ({ set, add, remove }: Labelling): boolean =>
  (set === undefined) !== (add === undefined && remove === undefined);

/** The labels of a conversation or of a contact. */
export const labelChangeInput = z
  .object({ set: labelNames.optional(), add: labelNames.optional(), remove: labelNames.optional() })
  .refine(isOneWayToLabel, { path: ["set"], error: "give either `set`, or `add` and `remove`" });

const { set: labels, add, remove } = labelChangeInput.shape;

/** The same as edges take it: the command's `set` is `labels`. */
export const labelsInput = z
  .object({ labels, add, remove })
  .refine(({ labels: set, ...some }) => isOneWayToLabel({ set, ...some }), {
    path: ["labels"],
    error: "send either `labels`, or `add` and `remove`",
  });

export const createLabelInput = z.object({
  name: labelName,
  colour: labelColour.default("gray"),
  description: labelDescription.default(""),
});

export const updateLabelInput = z.object({
  /** Conversations and contacts with the label, and views and macros that name it, get the new name within seconds. */
  name: labelName.optional(),
  colour: labelColour.optional(),
  description: labelDescription.optional(),
});

/** A label of the account; conversations store its name. */
export const labelDto = accountDto.extend({
  colour: z.enum(LABEL_COLOURS),
  description: z.string(),
  deletedAt: instant.nullable(),
});
export type LabelDto = z.infer<typeof labelDto>;
