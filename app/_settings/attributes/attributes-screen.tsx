"use client";

import { useQuery } from "@tanstack/react-query";
import { ListPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { ListRow } from "@/app/_settings/frame/list-row";
import { ListScreen } from "@/app/_settings/frame/list-screen";
import { Chip } from "@/app/_ui/display/chip";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { AttributeDialog } from "./attribute-dialog";
import { DeleteAttributeDialog } from "./delete-attribute-dialog";

/** The definitions of custom attributes: created, changed, deleted. */
export function AttributesScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.attributeDefinitions.list.queryOptions());
  return (
    <ListScreen
      of="attributes"
      icon={<ListPlus size={20} />}
      list={list}
      row={(definition, actions) => (
        <ListRow key={definition.id} of="attributes" name={definition.displayName} {...actions}>
          <Definition definition={definition} />
        </ListRow>
      )}
      edit={(definition, onClose) => <AttributeDialog definition={definition} onClose={onClose} />}
      remove={(definition, onClose) => <DeleteAttributeDialog definition={definition} onClose={onClose} />}
    />
  );
}

function Definition({ definition }: { definition: AttributeDefinitionDto }) {
  const t = useTranslations("settings.attributes");
  const { displayName, key, kind, model, choices, description } = definition;
  return (
    <span className="min-w-0 flex-1">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <bdi className="min-w-0 truncate font-medium">{displayName}</bdi>
        <Chip>{t(`models.${model}`)}</Chip>
        <span className="text-muted text-sm">{t(`kinds.${kind}`)}</span>
        <code className="min-w-0 truncate font-mono text-faint text-xs">{key}</code>
      </span>
      <span className="line-clamp-2 text-muted text-sm wrap-anywhere" dir="auto">
        {[description, kind === "list" ? choices.join(", ") : null].filter(Boolean).join(" · ")}
      </span>
    </span>
  );
}
