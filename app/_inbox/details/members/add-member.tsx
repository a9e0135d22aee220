"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "@/app/_ui/icon-button";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { PersonSearch } from "./person-search";

type AddMemberProps = { onAdd: (contact: ContactDto) => void; onClose: () => void };

/** Finds a contact by name, e-mail or phone and adds them to a group. */
export function AddMember({ onAdd, onClose }: AddMemberProps) {
  const t = useTranslations("group");
  return (
    <div className="flex items-start gap-1 rounded-m border border-line p-2">
      <PersonSearch label={t("add")} hint={t("searchHint")} found={t("found")} onChoose={onAdd} />
      <IconButton label={t("close")} onClick={onClose}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
