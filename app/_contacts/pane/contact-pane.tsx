"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { ArrowLeft, CircleAlert, Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Part } from "@/app/_contacts/contacts-frame";
import { CONVERSATIONS_SHOWN, whyNotShown } from "@/app/_contacts/queries";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { KnownFacts } from "@/app/_shared/contact/contact-facts";
import { contactName } from "@/app/_shared/contact/contact-name";
import { showContact } from "@/app/_shared/contact/navigate";
import { LabelsField } from "@/app/_shared/conversation/label-chip";
import { ContactConversations } from "@/app/_shell/contact/contact-conversations";
import { ContactDetails, ContactForm } from "@/app/_shell/contact/contact-form";
import { useOfferUndo } from "@/app/_shell/undo/use-contact-changes";
import { Button, IconButton } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { EmptyState } from "@/app/_ui/empty-state";
import { warn } from "@/app/_ui/overlay/toast";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { ContactHead, type OnErase } from "./contact-head";
import { ContactNotes } from "./contact-notes";

const EraseDialog = windowOnDemand(() =>
  import("@/app/_contacts/dialogs/erase-dialog").then((file) => file.default),
);

/** A contact: fields, actions and all conversations. Also shows that an erasure has finished. */
export function ContactPane({ contactId }: { contactId: number }) {
  const [erasing, setErasing] = useState<ContactDto | null>(null);
  return (
    <>
      <ContactShown contactId={contactId} onErase={setErasing} />
      {erasing ? <EraseDialog contact={erasing} onClose={() => setErasing(null)} /> : null}
    </>
  );
}

function ContactShown({ contactId, onErase }: { contactId: number; onErase: OnErase }) {
  const t = useTranslations("contacts");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const query = useQuery(trpc.contacts.get.queryOptions({ contactId }));
  const contact = query.data;
  const error = whyNotShown(query);
  const back = (
    <span className="md:hidden">
      <IconButton label={t("back")} onClick={() => showContact(null)}>
        <ArrowLeft size={17} aria-hidden />
      </IconButton>
    </span>
  );
  if (error)
    return (
      <>
        <div className="p-2">{back}</div>
        <EmptyState icon={<CircleAlert size={20} />} title={t("loadFailed")}>
          {errorText(error)}
        </EmptyState>
      </>
    );
  if (!contact) return <Skeleton className="m-6 h-24" />;
  return (
    <div className="max-w-page px-4 py-4 md:px-8 md:py-6">
      <ContactHead contact={contact} back={back} onErase={onErase} />
      <div className="flex flex-col gap-6">
        <Known key={contact.id} contact={contact} />
        <Part title={t("labels")}>
          <ContactLabels contact={contact} />
        </Part>
        <Part title={t("notes.title")}>
          <ContactNotes contactId={contact.id} />
        </Part>
        <Part title={t("conversations")}>
          <ContactConversations contactId={contact.id} page={CONVERSATIONS_SHOWN} isTimeline />
        </Part>
      </div>
    </div>
  );
}

function Known({ contact }: { contact: ContactDto }) {
  const t = useTranslations("contacts");
  const [editing, setEditing] = useState<"now" | "before" | null>(null);
  const isEditing = editing === "now";
  return (
    <Part
      title={t("known")}
      action={
        isEditing ? null : (
          <Button
            size="sm"
            variant="ghost"
            autoFocus={editing === "before"}
            onClick={() => setEditing("now")}
          >
            <Pencil size={13} aria-hidden />
            {t("edit")}
          </Button>
        )
      }
    >
      {isEditing ? (
        <ContactForm contact={contact} onDone={() => setEditing("before")} />
      ) : (
        <dl className="key-value grid gap-x-2.5 gap-y-1.5">
          <KnownFacts contact={contact} />
        </dl>
      )}
      {isEditing ? null : <ContactDetails contact={contact} />}
      <MergedBefore contactId={contact.id} />
      {contact.isBlocked ? <p className="mt-3 max-w-prose text-muted text-sm">{t("blockedMeans")}</p> : null}
    </Part>
  );
}

/** The contacts merged into this one: their names and addresses still find it. */
function MergedBefore({ contactId }: { contactId: number }) {
  const t = useTranslations("contacts.merge");
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.contacts.mergedInto.queryOptions({ contactId }));
  if (data.length === 0) return null;
  return (
    <ul aria-label={t("before")} className="mt-3 flex flex-col gap-0.5 text-muted text-sm">
      {data.map((merged) => (
        <li key={merged.id} dir="auto">
          {t("beforeOne", {
            name: [merged.name, merged.email, merged.phone, merged.identifier].filter(Boolean).join(", "),
          })}
        </li>
      ))}
    </ul>
  );
}

/** A contact's labels, editable in place; each change can be undone. */
function ContactLabels({ contact }: { contact: ContactDto }) {
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
    <LabelsField labels={contact.labels} onChange={(change) => mutate({ contactId: contact.id, ...change })}>
      {(label) => <bdi className="truncate">{label}</bdi>}
    </LabelsField>
  );
}
