"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { useCompanyOffers } from "./use-company-choice";

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
