"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { LabelChip } from "@/app/_shared/conversation/label-chip";
import type { ContactDto } from "@/server/contract/_shared/dto";

/** The columns of a list that has the width of the screen; in a narrower one a row has its name and one line below. */
export const CONTACT_COLUMNS =
  "@3xl/list:grid @3xl/list:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_minmax(0,3fr)_minmax(0,4fr)_7rem] @3xl/list:gap-4";
/** What stands in columns of its own where there is room. */
export const UNLESS_COLUMNS = "@3xl/list:hidden";

const LABELS_SHOWN = 2;

/** The names of the columns, for the eye: each row names what a screen reader reads. */
export function ContactColumnNames() {
  const t = useTranslations("contacts");
  return (
    <div
      aria-hidden
      className={`hidden h-8 shrink-0 items-center border-line border-b px-3.5 font-medium text-faint text-xs ${CONTACT_COLUMNS}`}
    >
      <span>{t("name")}</span>
      <span>{t("email")}</span>
      <span>{t("phone")}</span>
      <span>{t("labels")}</span>
      <span>{t("addedOn")}</span>
    </div>
  );
}

/** What a wide row has beside the name. */
export function ContactColumns({ contact }: { contact: ContactDto }) {
  const t = useTranslations("contacts");
  const times = useTimes();
  const { email, phone, labels } = contact;
  return (
    <>
      <Cell name={t("email")}>{email}</Cell>
      <Cell name={t("phone")}>{phone}</Cell>
      <Cell name={t("labels")}>
        {labels.length === 0 ? null : (
          <span className="flex items-center gap-1">
            {labels.slice(0, LABELS_SHOWN).map((label) => (
              <LabelChip key={label} label={label} className="min-w-0 shrink">
                <bdi className="truncate">{label}</bdi>
              </LabelChip>
            ))}
            {labels.length > LABELS_SHOWN ? (
              <span className="text-xs">+{labels.length - LABELS_SHOWN}</span>
            ) : null}
          </span>
        )}
      </Cell>
      <Cell name={t("addedOn")}>{times.date(contact.createdAt)}</Cell>
    </>
  );
}

function Cell({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="hidden truncate text-muted text-sm @3xl/list:block">
      {children === null ? null : (
        <>
          <span className="sr-only">{name}: </span>
          <bdi>{children}</bdi>
        </>
      )}
    </span>
  );
}
