"use client";

import type { QueryFilters, UseMutationOptions } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useRequestOnce } from "@/app/_lib/use-request-once";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { FormEnd } from "@/app/_shared/form-end";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { useEditedItem } from "./edited-item";
import { useSaveMutation } from "./use-save-mutation";

type EditDialogProps = {
  /** The namespace of its messages: `settings.labels`, … */
  of: "labels" | "teams" | "canned" | "macros" | "attributes" | "companies";
  isNew: boolean;
  /** The mutations that create and update. */
  saving: readonly { error: unknown; isPending: boolean }[];
  /** False while a field cannot be saved. */
  isReady?: boolean;
  /** The refusal code of a name that is taken, shown at its field. */
  takenCode: string;
  onSave: (form: FormData) => void;
  onClose: () => void;
  /** The fields; `taken` is the error of the field with the name. */
  children: (taken: string | undefined) => ReactNode;
};

/** Edits one resource of the settings: its fields, the refusal, and the button that saves. */
export function EditDialog({
  of,
  isNew,
  saving,
  isReady = true,
  takenCode,
  onSave,
  onClose,
  children,
}: EditDialogProps) {
  const t = useTranslations(`settings.${of}`);
  const errorText = useErrorText();
  const error = saving.find((one) => one.error)?.error ?? null;
  const isTaken = refusalCodeOf(error) === takenCode;
  const isPending = saving.some((one) => one.isPending);
  const { state } = useEditedItem();
  const keepFocus = useFocusAfter(isPending);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    keepFocus();
    onSave(new FormData(event.currentTarget));
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={isNew ? t("createTitle") : t("editTitle")}
      closeLabel={t("close")}
    >
      {/* The dialog closes when it is saved: what would be typed meanwhile would be lost. */}
      <form method="post" onSubmit={submit} inert={isPending} className="flex flex-col gap-3">
        {children(isTaken ? errorText(error) : undefined)}
        <ChangedElsewhere isSaving={isPending} />
        <FormEnd
          saving={{ error: isTaken ? null : error, isPending }}
          isDisabled={!isReady || state === "deleted"}
        >
          {t("save")}
        </FormEnd>
      </form>
    </Dialog>
  );
}

/** Shows that what the dialog edits was changed or deleted since it was opened, other than by its own save. */
function ChangedElsewhere({ isSaving }: { isSaving: boolean }) {
  const t = useTranslations("editDialog");
  const { state, onReload } = useEditedItem();
  const isShown = state !== "same" && !isSaving;
  return (
    <div role="status" className="rounded-s bg-warn-soft px-3 py-2 text-sm text-warn empty:hidden">
      {isShown ? (
        <>
          <p>{t(state)}</p>
          {state === "changed" ? (
            <Button size="sm" className="mt-2" onClick={onReload}>
              {t("reload")}
            </Button>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

/** A form that saves takes no input, and loses the focus: the function that is returned keeps it for a save that fails. */
function useFocusAfter(isPending: boolean): () => void {
  const focused = useRef<Element | null>(null);
  useEffect(() => {
    if (!isPending && focused.current instanceof HTMLElement) focused.current.focus();
  }, [isPending]);
  return () => {
    focused.current = document.activeElement;
  };
}

/** What is created again under one client id, because no answer came, is one. */
type Repeated = { clientId?: string | undefined };

/** The procedures of a resource, as tRPC offers them. */
type Procedures<TData, TError, TCreate, TUpdate> = {
  create: { mutationOptions: () => UseMutationOptions<TData, TError, TCreate & Repeated> };
  update: { mutationOptions: () => UseMutationOptions<TData, TError, TUpdate> };
  pathFilter: () => QueryFilters;
};

/**
 * The mutations that create and update a resource; both refetch its queries. What is saved again because no answer came is created
 * once. `saving`: both, for `EditDialog`.
 */
export function useEditMutations<TData, TError, TCreate extends object, TUpdate>(
  { create, update, pathFilter }: Procedures<TData, TError, TCreate, TUpdate>,
  onSaved: (saved: TData) => void,
) {
  const show = useWhileShown(onSaved);
  const creation = useSaveMutation(create.mutationOptions(), pathFilter(), show);
  const change = useSaveMutation(update.mutationOptions(), pathFilter(), show);
  const once = useRequestOnce();
  return {
    create: (wanted: TCreate) =>
      void once(wanted, (clientId) => creation.mutateAsync({ ...wanted, clientId })),
    update: change.mutate,
    saving: [creation, change],
  };
}
