"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import { ContactOption, useFoundContacts } from "@/app/_shared/contact/person-search";
import { IconButton } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { Field } from "@/app/_ui/field";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { EMAIL_CHARS_MAX, NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isMailAddress } from "@/server/contract/message/mail-addresses";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";

/** The recipient: an existing or a new contact. */
export type Recipient = { kind: "known"; contact: ContactDto } | { kind: "new"; name: string };

type ContactPickerProps = {
  recipient: Recipient | null;
  /** By what the conversation's inbox reaches them. */
  reachedBy?: ReachedBy | null;
  /** The inbox has no address of them. */
  isUnreachable?: boolean;
  /** Why a new contact was refused. */
  error: AddressError | undefined;
  onChange: (recipient: Recipient | null) => void;
};

export type ReachedBy = "email" | "phone";

/** Another contact has what was typed into this field. */
export type AddressError = { field: string | null; text: string };

const SHOWN_MAX = 5;

/** Finds a contact by name, email or phone, or creates one. */
export function ContactPicker({
  recipient,
  reachedBy = null,
  isUnreachable = false,
  error,
  onChange,
}: ContactPickerProps) {
  const t = useTranslations("start");
  if (recipient?.kind === "known") {
    const name = contactName(recipient.contact);
    const address = reachedBy && recipient.contact[reachedBy];
    return (
      <div>
        <p className="mb-1 font-medium">{t("contact")}</p>
        <p className="flex items-center gap-2 rounded-s border border-line-strong py-1 pr-1 pl-2.5">
          <Avatar name={name} seed={recipient.contact.id} />
          <span className="min-w-0 flex-1 truncate">
            <bdi>{name}</bdi>
            {address ? <bdi className="text-muted"> {address}</bdi> : null}
          </span>
          <IconButton label={t("another")} onClick={() => onChange(null)}>
            <X size={14} aria-hidden />
          </IconButton>
        </p>
        {reachedBy && isUnreachable ? (
          <p role="status" className="mt-1 text-bad text-sm">
            {t(reachedBy === "email" ? "noAddress" : "noPhone")}
          </p>
        ) : null}
      </div>
    );
  }
  if (recipient?.kind === "new")
    return <NewContact name={recipient.name} reachedBy={reachedBy} error={error} onChange={onChange} />;
  return <ContactSearch onChange={onChange} />;
}

function ContactSearch({ onChange }: Pick<ContactPickerProps, "onChange">) {
  const t = useTranslations("start");
  const trpc = useTRPC();
  const [query, setQuery] = useState("");
  const wanted = query.trim();
  const newest = useQuery(trpc.contacts.list.queryOptions({ limit: SHOWN_MAX }));
  const { isSearch, data: found } = useFoundContacts(query, SHOWN_MAX);
  const contacts = isSearch ? found?.contacts.map(({ contact }) => contact) : newest.data?.data;
  return (
    <div>
      <Field
        label={t("contact")}
        type="search"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        placeholder={t("searchHint")}
        autoComplete="off"
        maxLength={QUERY_CHARS_MAX}
      />
      {/* As high as a full list: what is below it must not move while a search arrives under the pointer. */}
      <ul aria-label={t("found")} className="flex min-h-40 flex-col">
        {(contacts ?? []).map((contact) => (
          <li key={contact.id}>
            <ContactOption contact={contact} onChoose={() => onChange({ kind: "known", contact })} />
          </li>
        ))}
      </ul>
      {wanted === "" ? null : (
        <button
          type="button"
          onClick={() => onChange({ kind: "new", name: wanted })}
          className="flex w-full items-center gap-2 rounded-s px-2.5 py-1.5 text-left text-accent hover:bg-hover"
        >
          <UserPlus size={15} aria-hidden />
          <span className="min-w-0 truncate">{t("makeNew", { name: wanted })}</span>
        </button>
      )}
    </div>
  );
}

type NewContactProps = { name: string } & Omit<ContactPickerProps, "recipient">;

function NewContact({ name, reachedBy, error, onChange }: NewContactProps) {
  const t = useTranslations("start");
  const isOfEmail = error?.field === "email";
  return (
    <fieldset className="flex flex-col gap-1 rounded-m border border-line p-3">
      <legend className="px-1 font-medium">{t("newContact")}</legend>
      <Field
        label={t("name")}
        name="name"
        required
        maxLength={NAME_CHARS_MAX}
        defaultValue={name}
        autoComplete="off"
      />
      <Field
        label={t("email")}
        name="email"
        type="email"
        required={reachedBy === "email"}
        // Whoever looked for an address is to be written to there.
        defaultValue={isMailAddress(name) ? name : ""}
        maxLength={EMAIL_CHARS_MAX}
        autoComplete="off"
        error={isOfEmail ? error.text : undefined}
      />
      <Field
        label={t("phone")}
        name="phone"
        type="tel"
        required={reachedBy === "phone"}
        pattern="\+[1-9][0-9]{1,14}"
        placeholder="+491701234567"
        autoComplete="off"
        error={isOfEmail ? undefined : error?.text}
      />
      <button
        type="button"
        onClick={() => onChange(null)}
        className="self-start rounded-xs text-accent text-sm hover:underline"
      >
        {t("another")}
      </button>
    </fieldset>
  );
}
