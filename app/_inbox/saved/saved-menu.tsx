"use client";

import { lazy, Suspense, useState } from "react";
import { whenReachable } from "@/app/_lib/when-reachable";
import { isSavable } from "@/app/_shared/view/conditions";
import type { View } from "@/app/_shared/view/view";
import { useActions } from "@/app/_shell/keys/actions";
import { useSavedView } from "@/app/_shell/saved/use-saved-views";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";

const ViewDialog = windowOnDemand(() => import("./view-dialog").then((file) => file.ViewDialog));
const SavedActions = lazy(whenReachable(() => import("./saved-actions")));

/** Offers to save the list as a view; the open saved view has its actions next to its name. */
export function SavedMenu({ view }: { view: View }) {
  const saved = useSavedView(view.savedId);
  return (
    <>
      {saved ? (
        <Suspense fallback={null}>
          <SavedActions view={view} saved={saved} />
        </Suspense>
      ) : null}
      {isSavable(view) ? <SaveView /> : null}
    </>
  );
}

/** Offers to save the list under a name, by key and palette too. */
function SaveView() {
  const [isOpen, setOpen] = useState(false);
  useActions("page", { saveView: { run: () => setOpen(true) } });
  return isOpen ? <ViewDialog view={null} onClose={() => setOpen(false)} /> : null;
}
