"use client";

import { BookmarkCheck, BookmarkPlus, Ellipsis, Pencil, Trash2, UserRound, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { View } from "@/app/_shared/view/view";
import { useActionsHost } from "@/app/_shell/keys/actions";
import { isAsSaved, useMayChange } from "@/app/_shell/saved/use-saved-views";
import { Button } from "@/app/_ui/button";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import { useChangeView } from "./save-button";
import { useFollowSaved } from "./use-follow-saved";

const ViewDialog = windowOnDemand(() => import("./view-dialog").then((file) => file.ViewDialog));

/** The actions for the open saved view, next to its name. Default export: loaded for a saved view only. */
export default function SavedActions({ view, saved }: { view: View; saved: ViewDto }) {
  const t = useTranslations("saved");
  const mayChange = useMayChange();
  const { refilter, share, remove } = useChangeView();
  const { perform } = useActionsHost();
  const [isRenaming, setRenaming] = useState(false);
  useFollowSaved(saved);
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button variant="ghost" size="icon" aria-label={t("menu", { name: saved.name })}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        {mayChange(saved) ? (
          <>
            <MenuItem
              icon={<BookmarkCheck size={15} />}
              disabled={isAsSaved(view, saved)}
              onSelect={() => void refilter(saved)}
            >
              {t("updateTo")}
            </MenuItem>
            <MenuItem icon={<Pencil size={15} />} onSelect={() => setRenaming(true)}>
              {t("rename")}
            </MenuItem>
            <MenuItem
              icon={saved.isShared ? <UserRound size={15} /> : <UsersRound size={15} />}
              onSelect={() => void share(saved, !saved.isShared)}
            >
              {t(saved.isShared ? "unshare" : "share")}
            </MenuItem>
            <MenuItem icon={<Trash2 size={15} />} onSelect={() => void remove(saved)}>
              {t("delete")}
            </MenuItem>
            <MenuLine />
          </>
        ) : null}
        <MenuItem icon={<BookmarkPlus size={15} />} onSelect={() => perform("saveView")}>
          {t("saveAs")}
        </MenuItem>
      </Menu>
      {isRenaming ? <ViewDialog view={saved} onClose={() => setRenaming(false)} /> : null}
    </>
  );
}
