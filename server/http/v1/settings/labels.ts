import { createLabel, deleteLabel, updateLabel } from "@/server/commands/organising/labels";
import { createLabelInput, updateLabelInput } from "@/server/contract/organising/label";
import { nounRoutes } from "@/server/http/v1/_route/noun-routes";
import { label } from "@/server/http/v1/schemas";
import { listLabels } from "@/server/queries/organising/organising";

export const labelRoutes = nounRoutes({
  path: "/v1/labels",
  tag: "Labels",
  notFound: "label.not_found",
  answer: label,
  list: { summary: "List the account's labels, by name", read: listLabels },
  create: {
    summary: "Create a label",
    body: createLabelInput.strict(),
    refuses: ["auth.forbidden", "label.moving", "label.taken", "label.too_many"],
    command: createLabel,
  },
  update: {
    summary: "Rename, recolour or describe a label",
    body: updateLabelInput.strict(),
    refuses: ["auth.forbidden", "label.moving", "label.not_found", "label.taken"],
    command: (tx, { id: labelId, ...fields }) => updateLabel(tx, { labelId, ...fields }),
  },
  remove: {
    summary: "Delete a label; it is removed from its conversations and contacts within seconds",
    command: (tx, { id: labelId }) => deleteLabel(tx, { labelId }),
  },
});
