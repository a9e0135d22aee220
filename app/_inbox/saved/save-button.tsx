"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BookmarkCheck, BookmarkPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { isSavable } from "@/app/_shared/view/conditions";
import { goTo, openNow, viewNow } from "@/app/_shared/view/navigate";
import type { View } from "@/app/_shared/view/view";
import { useActionsHost } from "@/app/_shell/keys/actions";
import {
  isAsSaved,
  toSavedFilter,
  toView,
  useMayChange,
  useSavedView,
} from "@/app/_shell/saved/use-saved-views";
import { toPlainResult } from "@/app/_shell/undo/change-result";
import type { ChangeResult } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { warn } from "@/app/_ui/overlay/toast";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import { asOwnChange } from "./use-follow-saved";

const CLASSES =
  "inline-flex h-6 items-center gap-1.5 rounded-full px-2 font-medium text-muted text-xs hover:bg-hover pointer-coarse:h-8";

/** Saves the filtered list: under a new name, or as the saved view from which it was opened. */
export function SaveButton({ view }: { view: View }) {
  const t = useTranslations("saved");
  const saved = useSavedView(view.savedId);
  const mayChange = useMayChange();
  const { refilter } = useChangeView();
  const { perform } = useActionsHost();
  if (!isSavable(view) || (saved && isAsSaved(view, saved))) return null;
  if (saved && mayChange(saved))
    return (
      <button type="button" className={CLASSES} onClick={() => void refilter(saved)}>
        <BookmarkCheck size={12} aria-hidden />
        {t("update")}
      </button>
    );
  return (
    <button type="button" className={CLASSES} onClick={() => perform("saveView")}>
      <BookmarkPlus size={12} aria-hidden />
      {t(saved ? "saveAs" : "save")}
    </button>
  );
}

type Changeable = Pick<ViewDto, "isShared" | "filter">;

/** Whether a view is what it became by a change. */
const isStill = (now: ViewDto, changed: ViewDto): boolean =>
  now.isShared === changed.isShared && isAsSaved(toView(now), changed);

/** Changes and deletes saved views, with undo. */
export function useChangeView() {
  const t = useTranslations("saved");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { offer } = useUndo();
  const onSettled = () => queryClient.invalidateQueries(trpc.views.pathFilter());
  const update = useMutation(trpc.views.update.mutationOptions({ onSettled }));
  const remove = useMutation(trpc.views.remove.mutationOptions({ onSettled }));
  const restore = useMutation(trpc.views.restore.mutationOptions({ onSettled }));

  const change = async (work: () => Promise<unknown>, text: string, back: () => Promise<ChangeResult>) => {
    try {
      await work();
    } catch (error) {
      return warn({ text: errorText(error) });
    }
    offer({ displayId: null, text, undo: back, openAfter: openNow() });
  };
  /** Changes one thing of a view. Its undo leaves what others have changed since, and is refused where that is the same thing. */
  const put = (view: ViewDto, patch: Partial<Changeable>, before: Partial<Changeable>, text: string) => {
    const viewId = view.id;
    const save = (fields: Partial<Changeable>) =>
      asOwnChange(viewId, () => update.mutateAsync({ ...fields, viewId }));
    return change(
      () => save(patch),
      text,
      async () => {
        const views = await queryClient.fetchQuery({ ...trpc.views.list.queryOptions(), staleTime: 0 });
        const now = views.find(({ id }) => id === viewId);
        if (now && !isStill(now, { ...now, ...patch })) return { ok: false, code: "undo.superseded" };
        return toPlainResult(() => save(before));
      },
    );
  };
  return {
    /** Replaces its filter by the current list. */
    refilter: (view: ViewDto) =>
      put(
        view,
        { filter: toSavedFilter(viewNow()) },
        { filter: view.filter },
        t("updated", { name: view.name }),
      ),
    share: (view: ViewDto, isShared: boolean) =>
      put(
        view,
        { isShared },
        { isShared: !isShared },
        t(isShared ? "shared" : "unshared", { name: view.name }),
      ),
    /** Its list stays on the screen, without a name. */
    remove: (view: ViewDto) => {
      const now = viewNow();
      if (now.savedId === view.id) goTo({ ...now, savedId: null }, "replace");
      return change(
        () => remove.mutateAsync({ viewId: view.id }),
        t("deleted", { name: view.name }),
        () => toPlainResult(() => restore.mutateAsync({ viewId: view.id })),
      );
    },
  };
}
