"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { contactName } from "@/app/_shared/contact/contact-name";
import { Check } from "@/app/_ui/check";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { DialogActions } from "@/app/_ui/overlay/dialog-actions";
import type { ContactDto } from "@/server/contract/_shared/dto";

type ExportDialogProps = { contact: ContactDto; onClose: () => void };

/** Downloads everything stored about a contact, for a person who asks for their data. */
export default function ExportDialog({ contact, onClose }: ExportDialogProps) {
  const t = useTranslations("contacts.export");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [includesNotes, setIncludesNotes] = useState(true);
  const download = useWhileShown((ticket: string) => {
    onClose();
    location.assign(`/api/contacts/export/${ticket}`);
  });
  const prepare = useMutation(
    trpc.contacts.prepareExport.mutationOptions({
      onSuccess: ({ ticket }) => download(ticket),
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title", { name: contactName(contact) })}
      description={t("text")}
      closeLabel={t("cancel")}
    >
      <Check
        hint={t("notesHint")}
        checked={includesNotes}
        onChange={({ target }) => setIncludesNotes(target.checked)}
      >
        {t("notes")}
      </Check>
      <DialogActions
        words={{ cancel: t("cancel"), confirm: t("download") }}
        variant="primary"
        error={prepare.error ? errorText(prepare.error) : null}
        isPending={prepare.isPending}
        onConfirm={() => prepare.mutate({ contactId: contact.id, includesNotes })}
        onCancel={onClose}
      />
    </Dialog>
  );
}
