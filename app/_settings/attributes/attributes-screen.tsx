"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ListPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useListText } from "@/app/_lib/use-list-text";
import { ListRow, ListScreen } from "@/app/_settings/frame/list-screen";
import { DeleteDialog } from "@/app/_shared/dialogs/delete-dialog";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { IconButton } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import { warn } from "@/app/_ui/overlay/toast";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { AttributeDialog } from "./attribute-dialog";
import { groupedByModel, movesOf } from "./attribute-order";

/** The definitions of custom attributes: created, changed, put in order, deleted. */
export function AttributesScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.attributeDefinitions.list.queryOptions());
  const { move, isPending } = useMoveAttribute();
  const { data: all = [] } = list;
  return (
    <ListScreen
      of="attributes"
      icon={<ListPlus size={20} />}
      list={{ ...list, data: list.data && groupedByModel(list.data) }}
      textOf={({ displayName, key, description }) => `${displayName}\n${key}\n${description ?? ""}`}
      row={(definition, { isFiltered, ...actions }) => (
        <ListRow key={definition.id} of="attributes" name={definition.displayName} {...actions}>
          <Definition definition={definition} />
          {isFiltered ? null : (
            <MoveButtons
              name={definition.displayName}
              can={movesOf(all, definition)}
              isPending={isPending}
              onMove={(direction) => move({ definitionId: definition.id, direction })}
            />
          )}
        </ListRow>
      )}
      edit={(definition, onClose) => <AttributeDialog definition={definition} onClose={onClose} />}
      remove={(definition, onClose) => <DeleteAttributeDialog definition={definition} onClose={onClose} />}
    />
  );
}

type MoveButtonsProps = {
  name: string;
  can: { up: boolean; down: boolean };
  isPending: boolean;
  onMove: (direction: "up" | "down") => void;
};

/** Moves a row up or down. At an end the button stays where it is, so that the focus does too. */
function MoveButtons({ name, can, isPending, onMove }: MoveButtonsProps) {
  const t = useTranslations("settings.attributes");
  const button = (direction: "up" | "down", label: string, icon: ReactElement) => (
    <IconButton
      label={label}
      aria-disabled={!can[direction]}
      className="aria-disabled:opacity-30"
      onClick={() => can[direction] && !isPending && onMove(direction)}
    >
      {icon}
    </IconButton>
  );
  return (
    <span className="flex shrink-0">
      {button("up", t("moveUp", { name }), <ArrowUp size={15} aria-hidden />)}
      {button("down", t("moveDown", { name }), <ArrowDown size={15} aria-hidden />)}
    </span>
  );
}

function Definition({ definition }: { definition: AttributeDefinitionDto }) {
  const t = useTranslations("settings.attributes");
  const listText = useListText();
  const { displayName, key, kind, model, choices, pattern, description } = definition;
  return (
    <span className="min-w-0 flex-1">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <bdi className="min-w-0 truncate font-medium">{displayName}</bdi>
        <Chip>{t(`models.${model}`)}</Chip>
        <span className="text-muted text-sm">{t(`kinds.${kind}`)}</span>
        <code className="min-w-0 truncate font-mono text-faint text-xs">{key}</code>
      </span>
      <span className="line-clamp-2 text-muted text-sm wrap-anywhere" dir="auto">
        {[description, kind === "list" ? listText(choices) : pattern].filter(Boolean).join(" · ")}
      </span>
    </span>
  );
}

/** Moves a definition one place up or down. */
function useMoveAttribute() {
  const t = useTranslations("settings.attributes");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { move, pathFilter } = trpc.attributeDefinitions;
  const { mutate, isPending } = useSaveMutation(
    move.mutationOptions({ onError: (error) => warn({ text: t("notMoved"), detail: errorText(error) }) }),
    pathFilter(),
  );
  return { move: mutate, isPending };
}

type DeleteAttributeDialogProps = { definition: AttributeDefinitionDto; onClose: () => void };

/** Confirms the deletion of a definition, with the number of its uses. The values stay. */
function DeleteAttributeDialog({ definition, onClose }: DeleteAttributeDialogProps) {
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
