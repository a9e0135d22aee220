"use client";

import { useMutation } from "@tanstack/react-query";
import { Download, Ellipsis, FileUp } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import { warn } from "@/app/_ui/overlay/toast";

const ImportDialog = dynamic(() => import("@/app/_contacts/dialogs/import-dialog"), { ssr: false });

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

/** Downloads a file that needs a recent password: asks for it first, as a download cannot. `notDone`: the title of a failure. */
function useSensitiveDownload(notDone: string): (href: string) => void {
  const trpc = useTRPC();
  const errorText = useErrorText();
  const check = useMutation(
    trpc.me.checkAuthentication.mutationOptions({
      onError: (error) => warn({ text: notDone, detail: errorText(error) }),
    }),
  );
  return (href) => check.mutate(undefined, { onSuccess: () => location.assign(href) });
}
