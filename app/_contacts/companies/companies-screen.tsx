"use client";

import { Building2 } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ContactsFrame } from "@/app/_contacts/contacts-frame";
import { showCompany } from "@/app/_shared/contact/navigate";
import { useActions } from "@/app/_shell/keys/actions";
import { EmptyState } from "@/app/_ui/empty-state";
import CompanyDialog from "./company-dialog";
import { CompanyListPane } from "./company-list-pane";
import { CompanyPane } from "./company-pane";

/** The companies of contacts: a searchable list and the selected one. */
export default function CompaniesScreen() {
  const t = useTranslations("settings.companies");
  const selected = Number(useSearchParams().get("company")) || null;
  const [isCreating, setCreating] = useState(false);
  useActions("page", { close: { run: () => showCompany(null), isEnabled: selected !== null } });
  return (
    <ContactsFrame
      title={t("title")}
      one={t("one")}
      isSelected={selected !== null}
      list={(openNav) => (
        <CompanyListPane selected={selected} onOpenNav={openNav} onNew={() => setCreating(true)} />
      )}
    >
      {selected === null ? (
        <EmptyState icon={<Building2 size={20} />} title={t("noneChosen")}>
          {t("noneChosenText")}
        </EmptyState>
      ) : (
        <CompanyPane key={selected} companyId={selected} />
      )}
      {isCreating ? (
        <CompanyDialog
          company={null}
          onSaved={({ id }) => showCompany(id)}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </ContactsFrame>
  );
}
