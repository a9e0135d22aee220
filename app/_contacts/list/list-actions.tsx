"use client";

import { Download, Ellipsis, FileUp } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useSensitiveDownload } from "@/app/_shared/use-sensitive-download";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";

const ImportDialog = dynamic(() => import("@/app/_contacts/import/import-dialog"), { ssr: false });

/** The route that returns all contacts as a file. */
const DOWNLOAD = "/api/contacts.csv";

/** An administrator's actions for all contacts: import and export. */
export function ListActions() {
  const t = useTranslations("contacts");
  const me = useMe();
  const [isImporting, setImporting] = useState(false);
  const download = useSensitiveDownload(t("notExported"));
  if (me.role !== "administrator") return null;
  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label={t("all")}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<FileUp size={15} />} onSelect={() => setImporting(true)}>
          {t("importCsv")}
        </MenuItem>
        <MenuItem icon={<Download size={15} />} onSelect={() => download(DOWNLOAD)}>
          {t("exportCsv")}
        </MenuItem>
      </Menu>
      {isImporting ? <ImportDialog onClose={() => setImporting(false)} /> : null}
    </>
  );
}
