"use client";

import { useTranslations } from "next-intl";
import { showCompany } from "@/app/_contacts/navigate";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_settings/frame/confirm-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { notify } from "@/app/_ui/overlay/toast";
import type { CompanyDto } from "@/server/contract/contact/company";

type DeleteCompanyDialogProps = { company: CompanyDto; onClose: () => void };

/** Confirms the deletion of a company. Its contacts stay. */
export default function DeleteCompanyDialog({ company, onClose }: DeleteCompanyDialogProps) {
  const t = useTranslations("settings.companies");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { name, id: companyId } = company;
  const remove = useSaveMutation(
    trpc.companies.remove.mutationOptions(),
    trpc.companies.list.pathFilter(),
    () => {
      onClose();
      showCompany(null);
      notify({ text: t("deleted", { name }) });
    },
  );
  return (
    <ConfirmDialog
      title={t("deleteTitle", { name })}
      text={t("deleteText")}
      words={{ keep: t("keep"), confirm: t("confirm"), close: t("close") }}
      error={remove.error && errorText(remove.error)}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ companyId })}
      onClose={onClose}
    />
  );
}
