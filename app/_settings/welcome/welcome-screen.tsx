"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { Logo } from "@/app/_ui/display/logo";
import { FirstInbox } from "./first-inbox";
import { FirstMessage } from "./first-message";
import { Step } from "./step";

/** Three steps to the first message: an inbox, a command to copy, and the message as it arrives. */
export function WelcomeScreen() {
  const t = useTranslations("welcome");
  const trpc = useTRPC();
  const { data: inboxes } = useQuery(trpc.inboxes.list.queryOptions());
  // The inbox that was created last.
  const inbox = inboxes?.filter(({ channel }) => channel === "api").sort((a, b) => b.id - a.id)[0] ?? null;
  return (
    <main className="min-h-window overflow-y-auto px-4 py-10">
      <div className="mx-auto flex max-w-prose flex-col gap-6">
        <Logo />
        <div>
          <h1 className="text-xl">{t("title")}</h1>
          <p className="mt-1 text-muted">{t("text")}</p>
        </div>
        <ol className="flex flex-col gap-4">
          <Step number={1} title={t("step1.title")} isDone={inbox !== null} doneLabel={t("done")}>
            {inboxes === undefined ? null : <FirstInbox inbox={inbox} />}
          </Step>
          {inbox ? (
            <FirstMessage inbox={inbox} />
          ) : (
            <>
              <Step number={2} title={t("step2.title")} />
              <Step number={3} title={t("step3.title")} />
            </>
          )}
        </ol>
        <Link
          href="/inbox"
          className="inline-flex h-9 items-center self-start rounded-s border border-line-strong bg-surface px-3.5 font-medium hover:bg-hover"
        >
          {t("toInbox")}
        </Link>
      </div>
    </main>
  );
}
