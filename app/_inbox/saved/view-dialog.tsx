"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { ConditionsEditor } from "@/app/_inbox/filter/conditions-editor";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useRequestOnce } from "@/app/_lib/use-request-once";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { changesOf } from "@/app/_shared/dialogs/changes-of";
import { groupsOf, withGroups } from "@/app/_shared/view/conditions";
import { goTo, viewNow } from "@/app/_shared/view/navigate";
import { hrefOf, type View } from "@/app/_shared/view/view";
import { toSavedFilter, toView } from "@/app/_shell/saved/use-saved-views";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import { Switch } from "@/app/_ui/switch";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";
import type { ViewDto } from "@/server/contract/organising/saved-view";

const isSameList = (a: View, b: View): boolean =>
  hrefOf({ ...a, selected: null }) === hrefOf({ ...b, selected: null });

/** Edits a view's name, conditions and sharing, and leaves what others change of it meanwhile; `view: null` saves the current list. */
export function ViewDialog({ view, onClose }: { view: ViewDto | null; onClose: () => void }) {
  const t = useTranslations("saved");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [shown] = useState(view);
  const [isShared, setShared] = useState(view?.isShared ?? false);
  const id = useId();
  const [list] = useState(() => (view ? toView(view) : viewNow()));
  const [before] = useState<readonly SavedGroup[]>(() => groupsOf(list));
  const [groups, setGroups] = useState(before);
  const end = useWhileShown(onClose);
  const done = async ({ id: savedId, name }: ViewDto, text: "saved" | "renamed") => {
    end();
    await queryClient.invalidateQueries(trpc.views.pathFilter());
    const now = viewNow();
    if (text === "saved" ? isSameList(now, list) : now.savedId === savedId)
      goTo({ ...withGroups(list, groups), sort: now.sort, savedId, selected: now.selected }, "replace");
    notify({ text: t(text, { name }) });
  };
  const create = useMutation(trpc.views.create.mutationOptions({ onSuccess: (made) => done(made, "saved") }));
  const update = useMutation(
    trpc.views.update.mutationOptions({ onSuccess: (changed) => done(changed, "renamed") }),
  );
  const once = useRequestOnce();
  const error = create.error ?? update.error;
  const isTaken = refusalCodeOf(error) === "view.taken";

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name"));
    const filter = toSavedFilter(withGroups(list, groups));
    // An unchanged filter may name what was deleted since.
    if (!shown) {
      const wanted = { name, isShared, filter };
      void once(wanted, (clientId) => create.mutateAsync({ ...wanted, clientId }));
      return;
    }
    const changes = changesOf(shown, { name: name.trim(), isShared });
    update.mutate({ viewId: shown.id, ...changes, ...(groups !== before && { filter }) });
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      size="wide"
      title={view ? t("editTitle") : t("createTitle")}
      closeLabel={t("close")}
    >
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        <Field
          label={t("name")}
          name="name"
          required
          maxLength={SHORT_NAME_CHARS_MAX}
          autoComplete="off"
          defaultValue={shown?.name}
          hint={view ? undefined : t("nameHint")}
          error={isTaken ? errorText(error) : undefined}
        />
        <ConditionsEditor groups={groups} onChange={setGroups} />
        <div className="flex gap-3">
          <Switch
            checked={isShared}
            onChange={setShared}
            aria-labelledby={id}
            aria-describedby={`${id}-hint`}
          />
          <div>
            <p id={id} className="font-medium">
              {t("isShared")}
            </p>
            <p id={`${id}-hint`} className="text-muted text-sm">
              {t("isSharedHint")}
            </p>
          </div>
        </div>
        {error && !isTaken ? (
          <p role="alert" className="text-bad text-sm">
            {errorText(error)}
          </p>
        ) : null}
        <Button
          variant="primary"
          type="submit"
          disabled={create.isPending || update.isPending}
          className="self-end"
        >
          {t("keep")}
        </Button>
      </form>
    </Dialog>
  );
}
