"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { whenReachable } from "@/app/_lib/when-reachable";
import { changesOf } from "@/app/_shared/dialogs/changes-of";
import { EditDialog, useEditMutations } from "@/app/_shared/dialogs/edit-dialog";
import { Field, NameField, TextArea } from "@/app/_ui/field";
import { SelectField } from "@/app/_ui/select";
import { cutText } from "@/server/contract/_shared/cut-text";
import {
  LABEL_DESCRIPTION_CHARS_MAX,
  NAME_CHARS_MAX,
  TYPED_ATTRIBUTE_NAME_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import {
  ATTRIBUTE_KINDS,
  ATTRIBUTE_MODELS,
  ATTRIBUTE_PATTERN_CHARS_MAX,
} from "@/server/contract/organising/constants";

type AttributeDialogProps = { definition: AttributeDefinitionDto | null; onClose: () => void };

/** Edits a definition; `definition: null` creates one, with its key and what has it, which stay. */
export function AttributeDialog({ definition, onClose }: AttributeDialogProps) {
  const t = useTranslations("settings.attributes");
  const [name, setName] = useState(definition?.displayName ?? "");
  const [typedKey, setTypedKey] = useState<string | null>(null);
  const [model, setModel] = useState<AttributeDefinitionDto["model"]>(definition?.model ?? "contact");
  const [kind, setKind] = useState<AttributeDefinitionDto["kind"]>(definition?.kind ?? "text");
  const { create, update, saving } = useEditMutations(useTRPC().attributeDefinitions, onClose);
  const key = typedKey ?? cutText(keyFrom(name), TYPED_ATTRIBUTE_NAME_CHARS_MAX);

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
    if (definition) update({ definitionId: definition.id, ...changesOf(definition, fields) });
    else create({ ...fields, model, key: key.trim() });
  };
  return (
    <EditDialog
      of="attributes"
      isNew={definition === null}
      saving={saving}
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
              <SelectField
                label={t("model")}
                value={model}
                options={ATTRIBUTE_MODELS.map((value) => ({ value, label: t(`models.${value}`) }))}
                onChange={setModel}
              />
            </>
          ) : null}
          <SelectField
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

/** The choices typed one a line, without blanks, empty lines and repetitions. */
export const choicesFrom = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ),
];

/** The proposed key of an attribute with this name: `Contract end` gives `contract_end`. Other scripts stay as they are. */
export const keyFrom = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "");

type Compile = typeof import("@/server/contract/organising/attribute-pattern")["compileAttributePattern"];

const loadPattern = whenReachable(() => import("@/server/contract/organising/attribute-pattern"));

/** The compiler of patterns, which is large: null until it is loaded. */
function useCompile(): Compile | null {
  const [compile, setCompile] = useState<Compile | null>(null);
  useEffect(() => {
    let isGone = false;
    loadPattern().then(
      (loaded) => isGone || setCompile(() => loaded.compileAttributePattern),
      () => undefined, // the server checks the pattern too
    );
    return () => {
      isGone = true;
    };
  }, []);
  return compile;
}

type PatternFieldsProps = { pattern: string | null; patternHint: string | null };

/** The format of a text: a regular expression, what to say of other texts, and an example to try it with. */
function PatternFields({ patternHint, ...stored }: PatternFieldsProps) {
  const t = useTranslations("settings.attributes");
  const compile = useCompile();
  const [pattern, setPattern] = useState(stored.pattern ?? "");
  const [example, setExample] = useState("");
  const isMatch = compile === null || pattern === "" ? undefined : compile(pattern);
  return (
    <>
      <Field
        label={t("pattern")}
        name="pattern"
        maxLength={ATTRIBUTE_PATTERN_CHARS_MAX}
        autoComplete="off"
        spellCheck={false}
        value={pattern}
        onChange={({ target }) => setPattern(target.value)}
        hint={t("patternText", { lower: "{2}" })}
        error={isMatch === null ? t("patternInvalid") : undefined}
      />
      {pattern === "" ? null : (
        <>
          <Field
            label={t("example")}
            autoComplete="off"
            dir="auto"
            value={example}
            onChange={({ target }) => setExample(target.value)}
            hint={
              <output>
                {isMatch && example !== "" ? t(isMatch(example) ? "matches" : "matchesNot") : null}
              </output>
            }
          />
          <Field
            label={t("patternHint")}
            name="patternHint"
            maxLength={NAME_CHARS_MAX}
            autoComplete="off"
            dir="auto"
            defaultValue={patternHint ?? ""}
            hint={t("patternHintText")}
          />
        </>
      )}
    </>
  );
}
