"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { DeleteDialog } from "@/app/_settings/frame/delete-dialog";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";

type DeleteAttributeDialogProps = { definition: AttributeDefinitionDto; onClose: () => void };

/** Confirms the deletion of a definition, with the number of its uses. The values stay. */
export function DeleteAttributeDialog({ definition, onClose }: DeleteAttributeDialogProps) {
  const t = useTranslations("settings.attributes");
  const trpc = useTRPC();
  const { displayName: name, id: definitionId, model } = definition;
  const definitions = trpc.attributeDefinitions;
  const { data: counted } = useQuery({ ...definitions.uses.queryOptions({ definitionId }), staleTime: 0 });
  const uses = (found: NonNullable<typeof counted>) =>
    t(`uses.${model}`, { count: found.uses, extent: found.extent });
  const consequences = (found: NonNullable<typeof counted>) =>
    found.uses === 0 && found.extent === "counted" ? uses(found) : `${uses(found)} ${t("valuesStay")}`;
  return (
    <DeleteDialog
      of="attributes"
      name={name}
      text={counted ? consequences(counted) : t("counting")}
      remove={definitions.remove.mutationOptions()}
      input={{ definitionId }}
      changed={definitions.pathFilter()}
      onClose={onClose}
    />
  );
}
