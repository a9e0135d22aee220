import { type LabelChange, labelsAfter } from "@/server/commands/organising/_steps/label-names";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { lockContact, saveContact, toContactDto } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { provideLabels } from "@/server/store/organising/labels";

export type LabelContact = { contactId: number } & LabelChange;

/** Changes a contact's labels: lower case, sorted, each once. A new name creates a label. */
export async function labelContact(tx: Tx, { contactId, ...change }: LabelContact): Promise<ContactDto> {
  const before = await lockContact(tx, contactId);
  if (!before) throw new Refusal("contact.not_found");
  const labels = labelsAfter(before.labels, change);
  await provideLabels(
    tx,
    labels.filter((label) => !before.labels.includes(label)),
  );
  return toContactDto(await saveContact(tx, before, { labels }));
}
