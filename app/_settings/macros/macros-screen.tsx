"use client";

import { useQuery } from "@tanstack/react-query";
import { Minus, Plus, TriangleAlert, Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, useState } from "react";
import { refusalFieldOf } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { VariableText } from "@/app/_settings/canned/variable-text";
import { ListRow, ListScreen } from "@/app/_settings/frame/list-screen";
import { LabelChip } from "@/app/_shared/conversation/label-chip";
import { changesOf } from "@/app/_shared/dialogs/changes-of";
import { DeleteDialog } from "@/app/_shared/dialogs/delete-dialog";
import { EditDialog, useEditMutations } from "@/app/_shared/dialogs/edit-dialog";
import { Check } from "@/app/_ui/check";
import { Chip } from "@/app/_ui/display/chip";
import { NameField } from "@/app/_ui/field";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { mayChangeMacro } from "@/server/contract/organising/constants";
import type { ListedMacro, MacroAction } from "@/server/contract/organising/macro";
import { ActionList, useActionText } from "./action-list";
import { type EditedAction, editedOf, newAction } from "./edited-actions";

/** Everybody's macros and the reader's own: created, edited, deleted. */
export function MacrosScreen() {
  const trpc = useTRPC();
  const me = useMe();
  const list = useQuery({ ...trpc.macros.list.queryOptions(), refetchOnMount: "always" });
  return (
    <ListScreen
      of="macros"
      icon={<Zap size={20} />}
      list={list}
      textOf={({ name }) => name}
      row={(macro, actions) => (
        <ListRow
          key={macro.id}
          of="macros"
          name={macro.name}
          isFixed={!mayChangeMacro(macro, { userId: me.id, role: me.role })}
          {...actions}
        >
          <Macro macro={macro} />
        </ListRow>
      )}
      edit={(macro, onClose) => <MacroDialog macro={macro} onClose={onClose} />}
      remove={(macro, onClose) => <DeleteMacroDialog macro={macro} onClose={onClose} />}
    />
  );
}

/** What a macro does in one line, and what is wrong with it. */
function Macro({ macro: { name, ownerId, actions, problems } }: { macro: ListedMacro }) {
  const t = useTranslations("settings.macros");
  const actionText = useActionText();
  return (
    <span className="min-w-0 flex-1">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <bdi className="min-w-0 truncate font-medium">{name}</bdi>
        {ownerId === null ? null : <Chip>{t("onlyMe")}</Chip>}
      </span>
      <span className="mt-1 block text-muted text-sm leading-6 wrap-anywhere">
        {actions.map((action, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal actions differ by their order
          <Fragment key={at}>
            {at > 0 ? <span aria-hidden> → </span> : null}
            {action.type === "label" ? (
              <LabelChange action={action} />
            ) : (
              <bdi>
                <VariableText text={actionText(action)} />
              </bdi>
            )}
          </Fragment>
        ))}
      </span>
      {problems.map(({ action, code }) => (
        <span key={`${action} ${code}`} className="flex items-center gap-1.5 text-bad text-sm">
          <TriangleAlert size={13} aria-hidden className="shrink-0" />
          {t(`problems.${code}`, { position: action + 1 })}
        </span>
      ))}
    </span>
  );
}

/** The labels that an action adds and removes, as chips. */
function LabelChange({ action: { add, remove } }: { action: Extract<MacroAction, { type: "label" }> }) {
  const t = useTranslations("macro.labels");
  return (
    <>
      {add.map((label) => (
        <LabelChip key={`+ ${label}`} label={label} className="mr-1 align-middle">
          <Plus size={11} aria-label={t("add")} />
          {label}
        </LabelChip>
      ))}
      {remove.map((label) => (
        <LabelChip key={`- ${label}`} label={label} className="mr-1 align-middle line-through">
          <Minus size={11} aria-label={t("remove")} />
          {label}
        </LabelChip>
      ))}
    </>
  );
}

/** Confirms the deletion of a macro. */
function DeleteMacroDialog({ macro, onClose }: { macro: ListedMacro; onClose: () => void }) {
  const t = useTranslations("settings.macros");
  const { macros } = useTRPC();
  return (
    <DeleteDialog
      of="macros"
      name={macro.name}
      text={t("deleteText")}
      remove={macros.remove.mutationOptions()}
      input={{ macroId: macro.id }}
      changed={macros.pathFilter()}
      onClose={onClose}
    />
  );
}

/** Edits a macro; `macro: null` creates one. */
function MacroDialog({ macro, onClose }: { macro: ListedMacro | null; onClose: () => void }) {
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
    if (macro) update({ macroId: macro.id, ...changesOf(macro, { name, actions }) });
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
