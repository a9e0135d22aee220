"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { Button } from "@/app/_ui/button";
import { Chip } from "@/app/_ui/display/chip";
import type { SessionDto } from "@/server/contract/credentials/session";
import { useDeviceName } from "./use-device-name";

type SessionRowProps = {
  session: SessionDto & { isThis: boolean };
  isBusy: boolean;
  onEnd: () => void;
};

/** One session: device, address, and when it was last active. */
export function SessionRow({ session, isBusy, onEnd }: SessionRowProps) {
  const t = useTranslations("settings.profile");
  const times = useTimes();
  const { agent, address, createdAt, lastSeenAt, isThis } = session;
  const device = useDeviceName()(agent);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line px-4 py-2.5 not-first:border-t">
      <span className="min-w-0 flex-1 basis-40">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium" title={agent}>
            {device}
          </span>
          {isThis ? <Chip tone="ok">{t("thisSession")}</Chip> : null}
        </span>
        <span className="block text-muted text-sm">
          <span dir="ltr">{address}</span> · {t("seen", { at: times.moment(lastSeenAt) })} ·{" "}
          {t("since", { at: times.moment(createdAt) })}
        </span>
      </span>
      {isThis ? null : (
        <Button size="sm" disabled={isBusy} aria-label={t("endSessionOf", { device })} onClick={onEnd}>
          {t("endSession")}
        </Button>
      )}
    </li>
  );
}
