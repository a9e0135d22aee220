"use client";

import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { DeleteDialog } from "@/app/_settings/frame/delete-dialog";
import type { ListedMacro } from "@/server/contract/organising/macro";

/** Confirms the deletion of a macro. */
export function DeleteMacroDialog({ macro, onClose }: { macro: ListedMacro; onClose: () => void }) {
  const t = useTranslations("settings.macros");
  const { macros } = useTRPC();
  return (
    <DeleteDialog
      of="macros"
      name={macro.name}
      text={t("deleteText")}
      remove={macros.remove.mutationOptions()}
      input={{ macroId: macro.id }}
      changed={macros.pathFilter()}
      onClose={onClose}
    />
  );
}
