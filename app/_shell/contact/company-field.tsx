"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { useDebounced } from "@/app/_lib/use-debounced";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { EMAIL_PATTERN } from "@/server/contract/contact/constants";

type CompanyFieldProps = {
  name: string;
  /** The contact's address: its domain may be a company's. */
  email: string;
  onChange: (name: string) => void;
};

/** The company of a contact: one that exists is offered while its name is typed, another is created. */
export function CompanyField({ name, email, onChange }: CompanyFieldProps) {
  const t = useTranslations("contacts");
  const listId = useId();
  const { offered, isNew, suggested } = useCompanyOffers(name, email);
  return (
    <div>
      <Field
        label={t("company")}
        value={name}
        onChange={({ target }) => onChange(target.value)}
        maxLength={NAME_CHARS_MAX}
        autoComplete="off"
        list={listId}
        dir="auto"
        hint={isNew ? t("companyNew", { name: name.trim() }) : t("companyHint")}
      />
      <datalist id={listId}>
        {offered.map((company) => (
          <option key={company.id} value={company.name} />
        ))}
      </datalist>
      {suggested ? (
        <Button size="sm" variant="ghost" className="mt-1" onClick={() => onChange(suggested.name)}>
          {t("companySuggested", { name: suggested.name })}
        </Button>
      ) : null}
    </div>
  );
}

/** Pause after the last keystroke, in ms. */
export const TYPING_MS = 150;
const OFFERED_MAX = 8;
/** How many companies with a text in their name are compared with it at once. */
const COMPARED_MAX = 100;

const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** What a field of a company offers: companies with the typed text, whether it is new, and one by the email's domain. */
function useCompanyOffers(typed: string, email: string) {
  const trpc = useTRPC();
  const query = useDebounced(typed.trim(), TYPING_MS);
  const address = useDebounced(email.trim(), TYPING_MS);
  const { data: found, isPlaceholderData } = useQuery({
    ...trpc.companies.list.queryOptions({ query: query || null, limit: OFFERED_MAX }),
    placeholderData: (before) => before,
  });
  const { data: suggested = null } = useQuery({
    ...trpc.companies.suggest.queryOptions({ email: address }),
    enabled: typed.trim() === "" && EMAIL_PATTERN.test(address),
  });
  const offered = found?.data ?? [];
  // Behind the offered ones, or for the words before these, it may be known.
  const isAll = found?.nextCursor === null && !isPlaceholderData;
  const isNew = isAll && query !== "" && !offered.some(({ name }) => isSame(name, query));
  return { offered, isNew, suggested: typed.trim() === "" ? suggested : null };
}

/** The name of a contact's company; empty for none, undefined while it is loading. */
export function useCompanyName(companyId: number | null): string | undefined {
  const trpc = useTRPC();
  const { data, isError } = useQuery({
    ...trpc.companies.get.queryOptions({ companyId: companyId ?? 0 }),
    enabled: companyId !== null,
  });
  return companyId === null || isError ? "" : data?.name;
}

/** Returns the id of the company with a typed name, which is created where there is none; null for an empty name. */
export function useOpenCompany(): (typed: string) => Promise<number | null> {
  const client = useTRPCClient();
  return async (typed) => {
    const name = typed.trim();
    if (name === "") return null;
    let cursor: string | null = null;
    do {
      const page = await client.companies.list.query({ query: name, limit: COMPARED_MAX, cursor });
      const known = page.data.find((company) => isSame(company.name, name));
      if (known) return known.id;
      cursor = page.nextCursor;
    } while (cursor !== null);
    return (await client.companies.create.mutate({ name })).id;
  };
}
