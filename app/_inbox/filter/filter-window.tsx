"use client";

import { BookmarkPlus, FilterX, Split } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { groupsOf, isSavable, withGroups } from "@/app/_shared/view/conditions";
import { goTo } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, type View } from "@/app/_shared/view/view";
import { useActionsHost } from "@/app/_shell/keys/actions";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";
import { ConditionsEditor } from "./conditions-editor";
import type { FilterField } from "./fields";
import { FilterPicker } from "./filter-picker";
import type { PickerAction } from "./use-picker-items";

type FilterWindowProps = {
  view: View;
  /** The field whose values are shown first; null: the fields. */
  field: FilterField | null;
  onClose: () => void;
};

/** Filters the list through the URL. Loaded when it is first opened, hence the default export. */
export default function FilterWindow({ view, field, onClose }: FilterWindowProps) {
  const t = useTranslations("filter");
  const { perform } = useActionsHost();
  const [isEditing, setEditing] = useState(view.groups.length > 1);
  const show = (groups: readonly SavedGroup[]) => goTo({ ...withGroups(view, groups), selected: null });
  const [group = {}] = groupsOf(view);
  const then = (run: () => void) => () => {
    onClose();
    run();
  };
  const actions: PickerAction[] = [
    { id: "any of", name: t("anyOf"), icon: <Split size={15} />, run: () => setEditing(true) },
    ...(isSavable(view)
      ? [
          {
            id: "save",
            name: t("saveView"),
            icon: <BookmarkPlus size={15} />,
            run: then(() => perform("saveView")),
          },
        ]
      : []),
    {
      id: "clear",
      name: t("clear"),
      icon: <FilterX size={15} />,
      run: then(() => goTo({ ...FIRST_VIEW, scope: view.scope, status: view.status, sort: view.sort })),
    },
  ];
  if (isEditing) return <ConditionsDialog groups={groupsOf(view)} onApply={show} onClose={onClose} />;
  return (
    <FilterPicker
      open
      group={group}
      field={field}
      actions={actions}
      onChange={(next) => show([next])}
      onClose={onClose}
    />
  );
}

type ConditionsDialogProps = {
  groups: readonly SavedGroup[];
  onApply: (groups: readonly SavedGroup[]) => void;
  onClose: () => void;
};

function ConditionsDialog({ groups, onApply, onClose }: ConditionsDialogProps) {
  const t = useTranslations("filter");
  const [edited, setEdited] = useState(groups);
  const apply = () => {
    onApply(edited);
    onClose();
  };
  return (
    <Dialog
      open
      size="wide"
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t("anyOfTitle")}
      description={t("anyOfText")}
      closeLabel={t("close")}
    >
      <ConditionsEditor groups={edited} onChange={setEdited} />
      <div className="mt-4 flex justify-end">
        <Button variant="primary" onClick={apply}>
          {t("apply")}
        </Button>
      </div>
    </Dialog>
  );
}
