"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { refusalFieldOf } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { EditDialog, useEditMutations } from "@/app/_settings/frame/edit-dialog";
import { Check } from "@/app/_ui/check";
import { NameField } from "@/app/_ui/field";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { ListedMacro } from "@/server/contract/organising/macro";
import { ActionList } from "./action-list";
import { type EditedAction, editedOf, newAction } from "./edited-actions";

/** Edits a macro; `macro: null` creates one. */
export function MacroDialog({ macro, onClose }: { macro: ListedMacro | null; onClose: () => void }) {
  const t = useTranslations("settings.macros");
  const me = useMe();
  const [edited, setEdited] = useState<readonly EditedAction[]>(
    () => macro?.actions.map(editedOf) ?? [newAction("reply")],
  );
  const { create, update, saving } = useEditMutations(useTRPC().macros, onClose);
  const error = saving.find((one) => one.error)?.error;
  const wrong = /^actions\.(\d+)/.exec(refusalFieldOf(error) ?? "")?.[1];

  const save = (given: FormData) => {
    const name = String(given.get("name"));
    const actions = edited.map(({ action }) => action);
    if (macro) update({ macroId: macro.id, name, actions });
    else create({ name, actions, isOwn: me.role === "agent" || given.get("isOwn") === "true" });
  };
  return (
    <EditDialog
      of="macros"
      isNew={macro === null}
      saving={saving}
      takenCode="macro.taken"
      onSave={save}
      onClose={onClose}
    >
      {(taken) => (
        <>
          <NameField
            label={t("name")}
            maxLength={SHORT_NAME_CHARS_MAX}
            defaultValue={macro?.name}
            error={taken}
          />
          <ActionList
            edited={edited}
            problems={macro?.problems ?? []}
            refused={wrong === undefined ? null : Number(wrong)}
            onChange={setEdited}
          />
          {macro === null && me.role === "administrator" ? (
            <Check name="isOwn" value="true">
              {t("isOwn")}
            </Check>
          ) : null}
          {me.role === "agent" ? <p className="text-muted text-sm">{t("ownHint")}</p> : null}
        </>
      )}
    </EditDialog>
  );
}
