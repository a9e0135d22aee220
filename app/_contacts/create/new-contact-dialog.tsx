"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { CompanyField } from "@/app/_contacts/companies/company-field";
import { useOpenCompany } from "@/app/_contacts/companies/use-company-choice";
import { showContact } from "@/app/_contacts/navigate";
import { useRefetchContacts } from "@/app/_contacts/use-contact-changes";
import { refusalCodeOf, refusalFieldOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Field, NameField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { EMAIL_CHARS_MAX, NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { ExistingContact } from "./existing-contact";
import { draftFrom, EMPTY_DRAFT, isReach, type NewContactDraft } from "./new-contact";

/** Creates a contact and shows it. An address that another contact has is marked, with a link to that contact. */
export default function NewContactDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("contacts.new");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const refetch = useRefetchContacts();
  const [email, setEmail] = useState("");
  const [company, setCompany] = useState("");
  const openCompany = useOpenCompany();
  const [openError, setOpenError] = useState<unknown>(null);
  const [sent, setSent] = useState<NewContactDraft>(EMPTY_DRAFT);
  const create = useMutation(
    trpc.contacts.create.mutationOptions({
      onSuccess: (contact) => {
        void refetch();
        showContact(contact.id, "replace");
      },
    }),
  );
  const failure = create.error ?? openError;
  const field = refusalFieldOf(create.error);
  const taken = refusalCodeOf(create.error) === "contact.taken" && isReach(field) ? field : null;
  const errorAt = (name: string) => (create.error && field === name ? errorText(create.error) : undefined);
  const isAtField = create.error !== null && ["name", "email", "phone", "identifier"].includes(field ?? "");

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (create.isPending) return;
    const draft = draftFrom(new FormData(event.currentTarget));
    setSent(draft);
    setOpenError(null);
    openCompany(company).then((companyId) => create.mutate({ ...draft, companyId }), setOpenError);
  };
  const existing = (kind: typeof taken) =>
    kind !== null && kind === taken ? <ExistingContact kind={kind} value={sent[kind] ?? ""} /> : null;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={t("title")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-1">
        <NameField label={t("name")} maxLength={NAME_CHARS_MAX} autoFocus error={errorAt("name")} />
        <Field
          label={t("email")}
          name="email"
          type="email"
          maxLength={EMAIL_CHARS_MAX}
          autoComplete="off"
          value={email}
          onChange={({ target }) => setEmail(target.value)}
          error={errorAt("email")}
        />
        {existing("email")}
        <Field
          label={t("phone")}
          name="phone"
          type="tel"
          pattern="\s*\+[1-9][0-9]{1,14}\s*"
          title={t("phoneHint")}
          placeholder="+491701234567"
          autoComplete="off"
          error={errorAt("phone")}
        />
        {existing("phone")}
        <Field
          label={t("identifier")}
          name="identifier"
          maxLength={NAME_CHARS_MAX}
          autoComplete="off"
          hint={t("identifierHint")}
          dir="auto"
          error={errorAt("identifier")}
        />
        {existing("identifier")}
        <CompanyField name={company} email={email} onChange={setCompany} />
        {failure && !isAtField ? (
          <p role="alert" className="text-bad text-sm">
            {errorText(failure)}
          </p>
        ) : null}
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" disabled={create.isPending}>
            {t("submit")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
