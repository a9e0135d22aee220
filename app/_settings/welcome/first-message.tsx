"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Arrival, useNewest } from "@/app/_settings/inbox/connect/arrival";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { FirstRequest } from "./first-request";
import { Step } from "./step";

/** The command to copy, done once its token is created, and the first message of the inbox as it arrives. */
export function FirstMessage({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("welcome");
  const [hasToken, setHasToken] = useState(false);
  const newest = useNewest(inbox);
  const isArrived = newest.row !== undefined;
  return (
    <>
      <Step number={2} title={t("step2.title")} isDone={hasToken || isArrived} doneLabel={t("done")}>
        <FirstRequest inbox={inbox} isNext={!isArrived} onCreated={() => setHasToken(true)} />
      </Step>
      <Step number={3} title={t("step3.title")} isDone={isArrived} doneLabel={t("done")}>
        <Arrival newest={newest} />
      </Step>
    </>
  );
}
