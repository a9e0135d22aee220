"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_settings/frame/confirm-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { notify } from "@/app/_ui/overlay/toast";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";

type DeleteAttributeDialogProps = { definition: AttributeDefinitionDto; onClose: () => void };

/** Confirms the deletion of a definition, with the number of its uses. The values stay. */
export function DeleteAttributeDialog({ definition, onClose }: DeleteAttributeDialogProps) {
  const t = useTranslations("settings.attributes");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { displayName: name, id: definitionId, model } = definition;
  const definitions = trpc.attributeDefinitions;
  const { data: counted } = useQuery({ ...definitions.uses.queryOptions({ definitionId }), staleTime: 0 });
  const remove = useSaveMutation(definitions.remove.mutationOptions(), definitions.pathFilter(), () => {
    onClose();
    notify({ text: t("deleted", { name }) });
  });
  const uses = (found: NonNullable<typeof counted>) =>
    t(`uses.${model}`, { count: found.uses, isAll: String(found.isAll) });
  const consequences = (found: NonNullable<typeof counted>) =>
    found.uses === 0 && found.isAll ? uses(found) : `${uses(found)} ${t("valuesStay")}`;
  return (
    <ConfirmDialog
      title={t("deleteTitle", { name })}
      text={counted ? consequences(counted) : t("counting")}
      words={{ keep: t("keep"), confirm: t("delete"), close: t("close") }}
      error={remove.error && errorText(remove.error)}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ definitionId })}
      onClose={onClose}
    />
  );
}
