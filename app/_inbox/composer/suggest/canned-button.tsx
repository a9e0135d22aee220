"use client";

import { MessageSquareText } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useState } from "react";
import { useDraft } from "@/app/_inbox/composer/draft";
import { IconButton } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { Popover } from "@/app/_ui/overlay/popover";

const CannedPanel = lazy(() => import("./canned-panel"));

/** Opens the list of canned replies. */
export function CannedButton() {
  const t = useTranslations("composer");
  const { field, canned, insertReply } = useDraft();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      title={t("canned")}
      align="start"
      open={isOpen}
      onOpenChange={setOpen}
      finalFocus={field}
      trigger={
        <IconButton label={t("canned")}>
          <MessageSquareText size={16} aria-hidden />
        </IconButton>
      }
    >
      <Suspense fallback={<Skeleton className="h-74" />}>
        <CannedPanel
          replies={canned}
          onChoose={(reply) => {
            setOpen(false);
            insertReply(reply);
          }}
        />
      </Suspense>
    </Popover>
  );
}
