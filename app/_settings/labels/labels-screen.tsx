"use client";

import { useQuery } from "@tanstack/react-query";
import { Tag } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useTRPC } from "@/app/_lib/trpc";
import { ListRow, ListScreen } from "@/app/_settings/frame/list-screen";
import { LabelChip, labelClasses } from "@/app/_shared/conversation/label-chip";
import { changesOf } from "@/app/_shared/dialogs/changes-of";
import { DeleteDialog } from "@/app/_shared/dialogs/delete-dialog";
import { EditDialog, useEditMutations } from "@/app/_shared/dialogs/edit-dialog";
import { Field, NameField } from "@/app/_ui/field";
import { LABEL_CHARS_MAX, LABEL_DESCRIPTION_CHARS_MAX } from "@/server/contract/_shared/limits";
import { LABEL_COLOURS } from "@/server/contract/organising/constants";
import type { LabelDto } from "@/server/contract/organising/label";

/** The account's labels: created, renamed, recoloured, deleted. */
export function LabelsScreen() {
  const trpc = useTRPC();
  const list = useQuery(trpc.labels.list.queryOptions());
  return (
    <ListScreen
      of="labels"
      icon={<Tag size={20} />}
      list={list}
      textOf={({ name, description }) => `${name}\n${description}`}
      row={(label, actions) => (
        <ListRow key={label.id} of="labels" name={label.name} {...actions}>
          <Label label={label} />
        </ListRow>
      )}
      edit={(label, onClose) => <LabelDialog label={label} onClose={onClose} />}
      remove={(label, onClose) => <DeleteLabelDialog label={label} onClose={onClose} />}
    />
  );
}

const Label = ({ label: { name, description } }: { label: LabelDto }) => (
  <span className="flex min-w-0 flex-1 flex-col gap-x-3 gap-y-1 sm:flex-row sm:items-center">
    <span className="flex min-w-0 sm:w-44 sm:shrink-0">
      <LabelChip label={name}>
        <bdi className="truncate">{name}</bdi>
      </LabelChip>
    </span>
    <span className="line-clamp-2 min-w-0 flex-1 text-muted wrap-anywhere" dir="auto">
      {description}
    </span>
  </span>
);

/** The server counts up to here. */
const COUNTED_MAX = 1000;

/** Confirms the deletion of a label, with the numbers of its conversations and contacts. It cannot be undone. */
function DeleteLabelDialog({ label, onClose }: { label: LabelDto; onClose: () => void }) {
  const t = useTranslations("settings.labels");
  const trpc = useTRPC();
  const { name, id: labelId } = label;
  const { data: uses } = useQuery({ ...trpc.labels.uses.queryOptions({ labelId }), staleTime: 0 });
  const text =
    uses === undefined
      ? t("counting")
      : Math.max(uses.conversations, uses.contacts) > COUNTED_MAX
        ? t("deleteManyText", { most: COUNTED_MAX })
        : t("deleteText", uses);
  return (
    <DeleteDialog
      of="labels"
      name={name}
      text={text}
      remove={trpc.labels.remove.mutationOptions()}
      input={{ labelId }}
      changed={trpc.labels.pathFilter()}
      onClose={onClose}
    />
  );
}

/** Edits a label's name, colour and description; `label: null` creates one. */
function LabelDialog({ label, onClose }: { label: LabelDto | null; onClose: () => void }) {
  const t = useTranslations("settings.labels");
  const [name, setName] = useState(label?.name ?? "");
  const [colour, setColour] = useState<LabelDto["colour"]>(label?.colour ?? "blue");
  const { create, update, saving } = useEditMutations(useTRPC().labels, onClose);
  const isRenamed = label !== null && name.trim().toLowerCase() !== label.name;

  const save = (given: FormData) => {
    const description = String(given.get("description"));
    if (label) update({ labelId: label.id, ...changesOf(label, { name, colour, description }) });
    else create({ name, colour, description });
  };
  return (
    <EditDialog
      of="labels"
      isNew={label === null}
      saving={saving}
      takenCode="label.taken"
      onSave={save}
      onClose={onClose}
    >
      {(taken) => (
        <>
          <NameField
            label={t("name")}
            maxLength={LABEL_CHARS_MAX}
            value={name}
            onChange={(event) => setName(event.target.value)}
            hint={isRenamed ? t("renameHint") : t("nameHint")}
            error={taken}
          />
          <ColourField value={colour} onChange={setColour} />
          <Field
            label={t("description")}
            name="description"
            maxLength={LABEL_DESCRIPTION_CHARS_MAX}
            autoComplete="off"
            defaultValue={label?.description}
            hint={t("descriptionHint")}
          />
        </>
      )}
    </EditDialog>
  );
}

type ColourFieldProps = { value: LabelDto["colour"]; onChange: (colour: LabelDto["colour"]) => void };

/** The colours with their names; native radios, so that arrow keys work. */
function ColourField({ value, onChange }: ColourFieldProps) {
  const t = useTranslations("settings.labels");
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("colour")}</legend>
      <div className="flex flex-wrap gap-1.5">
        {LABEL_COLOURS.map((colour) => (
          <label
            key={colour}
            className={cn(
              "inline-flex h-7 cursor-pointer items-center rounded-full px-3 font-medium text-sm ring-inset has-focus-visible:outline-2 has-focus-visible:outline-accent has-checked:ring-2 has-checked:ring-current",
              labelClasses(colour),
            )}
          >
            <input
              type="radio"
              name="colour"
              value={colour}
              checked={colour === value}
              onChange={() => onChange(colour)}
              className="sr-only"
            />
            {t(`colours.${colour}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
