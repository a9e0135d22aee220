"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { showCompany } from "@/app/_shared/contact/navigate";
import { changesOf, withListChanges } from "@/app/_shared/dialogs/changes-of";
import { DeleteDialog } from "@/app/_shared/dialogs/delete-dialog";
import { EditDialog, useEditMutations } from "@/app/_shared/dialogs/edit-dialog";
import { EditedItemDialog } from "@/app/_shared/dialogs/edited-item";
import { NameField, TextArea } from "@/app/_ui/field";
import { COMPANY_DESCRIPTION_CHARS_MAX, NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { CompanyDto } from "@/server/contract/contact/company";
import { COMPANY_DOMAINS_MAX, DOMAIN_PATTERN } from "@/server/contract/contact/constants";

type CompanyDialogProps = {
  company: CompanyDto | null;
  onSaved?: (company: CompanyDto) => void;
  onClose: () => void;
};

/** Edits a company; `company: null` creates one. What was not edited is left as others have changed it meanwhile. */
export default function CompanyDialog({ company, onSaved, onClose }: CompanyDialogProps) {
  const t = useTranslations("settings.companies");
  const [isInvalid, setInvalid] = useState(false);
  const [shown, setShown] = useState(company);
  const done = (saved: CompanyDto) => {
    onClose();
    onSaved?.(saved);
  };
  const { create, update, saving } = useEditMutations(useTRPC().companies, done);
  const save = (given: FormData) => {
    const domains = domainsFrom(String(given.get("domains")));
    setInvalid(domains === null);
    if (domains === null) return;
    const fields = {
      name: String(given.get("name")).trim(),
      domains,
      description: String(given.get("description")).trim(),
    };
    if (!company || !shown) return create(fields);
    const { domains: typed, ...changes } = changesOf(shown, fields);
    const listed = typed && { domains: withListChanges(company.domains, shown.domains, typed) };
    update({ companyId: company.id, ...changes, ...listed });
  };
  return (
    <EditedItemDialog
      opened={shown}
      items={company ? [company] : undefined}
      onReload={() => setShown(company)}
    >
      <EditDialog
        of="companies"
        isNew={company === null}
        saving={saving}
        takenCode="company.taken"
        onSave={save}
        onClose={onClose}
      >
        {(taken) => (
          <>
            <NameField
              label={t("name")}
              maxLength={NAME_CHARS_MAX}
              defaultValue={shown?.name}
              error={taken}
            />
            <TextArea
              rows={3}
              label={t("domains")}
              name="domains"
              defaultValue={shown?.domains.join("\n")}
              hint={t("domainsHint")}
              error={isInvalid ? t("domainsInvalid") : undefined}
            />
            <TextArea
              rows={3}
              label={t("description")}
              name="description"
              maxLength={COMPANY_DESCRIPTION_CHARS_MAX}
              defaultValue={shown?.description}
            />
          </>
        )}
      </EditDialog>
    </EditedItemDialog>
  );
}

/** The domains typed one a line, in lower case, without repetitions; null where one is no domain, or there are too many. */
export function domainsFrom(text: string): string[] | null {
  const typed = text
    .split(/[\s,;]+/)
    .map((one) => one.trim().toLowerCase().replace(/^@/, ""))
    .filter((one) => one !== "");
  const domains = [...new Set(typed)];
  return domains.length <= COMPANY_DOMAINS_MAX && domains.every((one) => DOMAIN_PATTERN.test(one))
    ? domains
    : null;
}

type DeleteCompanyDialogProps = { company: CompanyDto; onClose: () => void };

/** Confirms the deletion of a company. Its contacts stay. */
export function DeleteCompanyDialog({ company, onClose }: DeleteCompanyDialogProps) {
  const t = useTranslations("settings.companies");
  const { companies } = useTRPC();
  return (
    <DeleteDialog
      of="companies"
      name={company.name}
      text={t("deleteText")}
      remove={companies.remove.mutationOptions()}
      input={{ companyId: company.id }}
      changed={companies.list.pathFilter()}
      onDeleted={() => showCompany(null)}
      onClose={onClose}
    />
  );
}
