"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useOfferUndo } from "@/app/_contacts/use-contact-changes";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import { LabelsField } from "@/app/_shared/conversation/labels-field";
import { warn } from "@/app/_ui/overlay/toast";
import type { ContactDto } from "@/server/contract/_shared/dto";

/** A contact's labels, editable in place; each change can be undone. */
export function ContactLabels({ contact }: { contact: ContactDto }) {
  const t = useTranslations("contacts");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const offerUndo = useOfferUndo();
  const { mutate } = useMutation(
    trpc.contacts.setLabels.mutationOptions({
      onSuccess: ({ operationId }) =>
        offerUndo(contact.id, operationId, { text: t("changed", { name: contactName(contact) }) }),
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
  );
  return (
    <LabelsField
      labels={contact.labels}
      onChange={(labels) => mutate({ contactId: contact.id, labels: [...labels] })}
    >
      {(label) => <bdi className="truncate">{label}</bdi>}
    </LabelsField>
  );
}
