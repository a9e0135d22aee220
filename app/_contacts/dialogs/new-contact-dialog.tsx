"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { refusalCodeOf, refusalFieldOf, useErrorText } from "@/app/_lib/refusal-text";
import { requestOnce } from "@/app/_lib/request-once";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { contactName } from "@/app/_shared/contact/contact-name";
import { contactHref, showContact } from "@/app/_shared/contact/navigate";
import { CompanyField, useOpenCompany } from "@/app/_shell/contact/company-field";
import { useRefetchContacts } from "@/app/_shell/undo/use-contact-changes";
import { Button } from "@/app/_ui/button";
import { Field, NameField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { EMAIL_CHARS_MAX, NAME_CHARS_MAX } from "@/server/contract/_shared/limits";

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
  /** From the click on, before the mutation is pending: the company is opened first. */
  const isOpening = useRef(false);
  const [sent, setSent] = useState<NewContactDraft>(EMPTY_DRAFT);
  const show = useWhileShown((contactId: number) => showContact(contactId, "replace"));
  const create = useMutation(
    trpc.contacts.create.mutationOptions({
      onSuccess: (contact) => {
        void refetch();
        show(contact.id);
      },
    }),
  );
  const makeContact = (input: NewContactDraft & { companyId: number | null }) =>
    requestOnce("contact", input, (clientId) => create.mutateAsync({ ...input, clientId })).catch(
      () => undefined,
    );
  const failure = create.error ?? openError;
  const field = refusalFieldOf(create.error);
  const taken = refusalCodeOf(create.error) === "contact.taken" && isReach(field) ? field : null;
  const errorAt = (name: string) => (create.error && field === name ? errorText(create.error) : undefined);
  const isAtField = create.error !== null && ["name", "email", "phone", "identifier"].includes(field ?? "");

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isOpening.current || create.isPending) return;
    const draft = draftFrom(new FormData(event.currentTarget));
    setSent(draft);
    setOpenError(null);
    isOpening.current = true;
    openCompany(company)
      .then((companyId) => makeContact({ ...draft, companyId }), setOpenError)
      .finally(() => {
        isOpening.current = false;
      });
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

/** A link to the contact that has an address already. */
function ExistingContact({ kind, value }: { kind: Reach; value: string }) {
  const t = useTranslations("contacts.new");
  const trpc = useTRPC();
  const { data: contact } = useQuery({
    ...trpc.contacts.findBy.queryOptions({ [kind]: value }),
    staleTime: 0,
  });
  if (!contact) return null;
  return (
    <a
      href={contactHref(contact.id)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        showContact(contact.id, "replace");
      }}
      className="mb-1 self-start rounded-xs font-medium text-accent text-sm hover:underline"
    >
      {t("open", { name: contactName(contact) })}
    </a>
  );
}

/** What a contact is found by; no two contacts have the same. */
const REACHES = ["email", "phone", "identifier"] as const;
type Reach = (typeof REACHES)[number];

export const isReach = (field: string | null): field is Reach => REACHES.some((reach) => reach === field);

type NewContactDraft = { name: string } & Record<Reach, string | null>;
const EMPTY_DRAFT: NewContactDraft = { name: "", email: null, phone: null, identifier: null };

/** The typed fields without surrounding blanks; null where nothing was typed. */
export function draftFrom(given: FormData): NewContactDraft {
  const text = (name: string) => String(given.get(name) ?? "").trim();
  return {
    name: text("name"),
    email: text("email") || null,
    phone: text("phone") || null,
    identifier: text("identifier") || null,
  };
}
