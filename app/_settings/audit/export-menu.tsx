"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import { type AuditFilter, exportHref } from "./audit-filter";

/** Downloads the filtered log. */
export function ExportMenu({ filter }: { filter: AuditFilter }) {
  const t = useTranslations("settings.audit");
  return (
    <Menu
      trigger={
        <Button>
          <Download size={15} aria-hidden />
          {t("export")}
        </Button>
      }
    >
      <MenuItem onSelect={() => location.assign(exportHref("csv", filter))}>{t("exportCsv")}</MenuItem>
      <MenuItem onSelect={() => location.assign(exportHref("jsonl", filter))}>
        {t("exportJsonLines")}
      </MenuItem>
    </Menu>
  );
}
