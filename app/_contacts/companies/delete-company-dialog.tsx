"use client";

import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { showCompany } from "@/app/_shared/contact/navigate";
import { DeleteDialog } from "@/app/_shared/dialogs/delete-dialog";
import type { CompanyDto } from "@/server/contract/contact/company";

type DeleteCompanyDialogProps = { company: CompanyDto; onClose: () => void };

/** Confirms the deletion of a company. Its contacts stay. */
export default function DeleteCompanyDialog({ company, onClose }: DeleteCompanyDialogProps) {
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
