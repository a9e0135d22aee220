"use client";

import { useQuery } from "@tanstack/react-query";
import { ListPlus, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { ListScreen } from "@/app/_settings/frame/list-screen";
import { Chip } from "@/app/_ui/display/chip";
import { IconButton } from "@/app/_ui/icon-button";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { AttributeDialog } from "./attribute-dialog";
import { DeleteAttributeDialog } from "./delete-attribute-dialog";

/** The subject of the open dialog. */
type Open = { kind: "new" } | { kind: "edit" | "delete"; definition: AttributeDefinitionDto } | null;

/** The definitions of custom attributes: created, changed, deleted. */
export function AttributesScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.attributeDefinitions.list.queryOptions());
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <ListScreen
        of="attributes"
        icon={<ListPlus size={20} />}
        list={list}
        onCreate={() => setOpen({ kind: "new" })}
      >
        {(definition) => (
          <AttributeRow
            key={definition.id}
            definition={definition}
            onEdit={() => setOpen({ kind: "edit", definition })}
            onDelete={() => setOpen({ kind: "delete", definition })}
          />
        )}
      </ListScreen>
      {open?.kind === "new" ? <AttributeDialog definition={null} onClose={close} /> : null}
      {open?.kind === "edit" ? <AttributeDialog definition={open.definition} onClose={close} /> : null}
      {open?.kind === "delete" ? (
        <DeleteAttributeDialog definition={open.definition} onClose={close} />
      ) : null}
    </>
  );
}

type AttributeRowProps = { definition: AttributeDefinitionDto; onEdit: () => void; onDelete: () => void };

function AttributeRow({ definition, onEdit, onDelete }: AttributeRowProps) {
  const t = useTranslations("settings.attributes");
  const { displayName: name, key, kind, model, choices, description } = definition;
  return (
    <li className="flex items-center gap-x-3 border-line px-4 py-2.5 not-first:border-t">
      <span className="min-w-0 flex-1">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <bdi className="min-w-0 truncate font-medium">{name}</bdi>
          <Chip>{t(`models.${model}`)}</Chip>
          <span className="text-muted text-sm">{t(`kinds.${kind}`)}</span>
          <code className="min-w-0 truncate font-mono text-faint text-xs">{key}</code>
        </span>
        <span className="line-clamp-2 text-muted text-sm wrap-anywhere" dir="auto">
          {[description, kind === "list" ? choices.join(", ") : null].filter(Boolean).join(" · ")}
        </span>
      </span>
      <IconButton label={t("editOne", { name })} onClick={onEdit}>
        <Pencil size={15} aria-hidden />
      </IconButton>
      <IconButton label={t("deleteOne", { name })} onClick={onDelete}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
    </li>
  );
}
