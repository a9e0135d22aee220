"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { EditDialog } from "@/app/_settings/frame/edit-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { FIELD, Field, NameField } from "@/app/_ui/field";
import { TextArea } from "@/app/_ui/text-area";
import {
  LABEL_DESCRIPTION_CHARS_MAX,
  NAME_CHARS_MAX,
  TYPED_ATTRIBUTE_NAME_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { ATTRIBUTE_KINDS, ATTRIBUTE_MODELS } from "@/server/contract/organising/attribute-constants";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { choicesFrom, keyFrom } from "./choices";
import { PatternFields } from "./pattern-fields";

type AttributeDialogProps = { definition: AttributeDefinitionDto | null; onClose: () => void };

/** Edits a definition; `definition: null` creates one, with its key and what has it, which stay. */
export function AttributeDialog({ definition, onClose }: AttributeDialogProps) {
  const t = useTranslations("settings.attributes");
  const trpc = useTRPC();
  const [name, setName] = useState(definition?.displayName ?? "");
  const [typedKey, setTypedKey] = useState<string | null>(null);
  const [model, setModel] = useState<AttributeDefinitionDto["model"]>(definition?.model ?? "contact");
  const [kind, setKind] = useState<AttributeDefinitionDto["kind"]>(definition?.kind ?? "text");
  const list = trpc.attributeDefinitions.pathFilter();
  const create = useSaveMutation(trpc.attributeDefinitions.create.mutationOptions(), list, onClose);
  const update = useSaveMutation(trpc.attributeDefinitions.update.mutationOptions(), list, onClose);
  const key = typedKey ?? keyFrom(name).slice(0, TYPED_ATTRIBUTE_NAME_CHARS_MAX);

  const save = (given: FormData) => {
    const textOf = (field: string) => String(given.get(field) ?? "").trim() || null;
    const pattern = kind === "text" ? textOf("pattern") : null;
    const fields = {
      displayName: name.trim(),
      description: textOf("description"),
      kind,
      choices: kind === "list" ? choicesFrom(String(given.get("choices"))) : [],
      pattern,
      patternHint: pattern === null ? null : textOf("patternHint"),
    };
    if (definition) update.mutate({ definitionId: definition.id, ...fields });
    else create.mutate({ ...fields, model, key: key.trim() });
  };
  return (
    <EditDialog
      of="attributes"
      isNew={definition === null}
      saving={[create, update]}
      takenCode="attribute_definition.taken"
      onSave={save}
      onClose={onClose}
    >
      {(taken) => (
        <>
          <NameField
            label={t("name")}
            maxLength={NAME_CHARS_MAX}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          {definition === null ? (
            <>
              <Field
                label={t("key")}
                name="key"
                required
                pattern=".*\S.*"
                maxLength={TYPED_ATTRIBUTE_NAME_CHARS_MAX}
                autoComplete="off"
                value={key}
                onChange={({ target }) => setTypedKey(target.value)}
                hint={t("keyHint")}
                error={taken}
              />
              <Choice
                label={t("model")}
                value={model}
                options={ATTRIBUTE_MODELS.map((value) => ({ value, label: t(`models.${value}`) }))}
                onChange={setModel}
              />
            </>
          ) : null}
          <Choice
            label={t("kind")}
            value={kind}
            options={ATTRIBUTE_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            onChange={setKind}
          />
          {kind === "list" ? (
            <TextArea
              label={t("choices")}
              name="choices"
              required
              rows={4}
              defaultValue={definition?.choices.join("\n")}
              hint={t("choicesHint")}
            />
          ) : null}
          {kind === "text" ? (
            <PatternFields
              pattern={definition?.pattern ?? null}
              patternHint={definition?.patternHint ?? null}
            />
          ) : null}
          <Field
            label={t("description")}
            name="description"
            maxLength={LABEL_DESCRIPTION_CHARS_MAX}
            autoComplete="off"
            dir="auto"
            defaultValue={definition?.description ?? ""}
            hint={t("descriptionHint")}
          />
        </>
      )}
    </EditDialog>
  );
}

type ChoiceProps<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
};

function Choice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => onChange(options.find((one) => one.value === target.value)?.value ?? value)}
        className={FIELD}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}
