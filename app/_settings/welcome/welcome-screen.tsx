"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Arrival, useNewest } from "@/app/_settings/inbox/connect/arrival";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { LoadState } from "@/app/_shared/load-state";
import { Button, buttonClass } from "@/app/_ui/button";
import { Logo } from "@/app/_ui/display/logo";
import { Field } from "@/app/_ui/field";
import { SegmentedField } from "@/app/_ui/segmented";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { FIRST_CHANNELS, type FirstChannel, firstInboxOf } from "./first-inbox";
import { FirstRequest, Step } from "./first-request";
import { FirstVisit } from "./first-visit";

/** Three steps to the first message: an inbox, a test page or a command to copy, and the message as it arrives. */
export function WelcomeScreen() {
  const t = useTranslations("welcome");
  const trpc = useTRPC();
  const { data: inboxes, error, refetch } = useQuery(trpc.inboxes.list.queryOptions());
  const inbox = inboxes ? firstInboxOf(inboxes) : null;
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
            {inboxes ? (
              <FirstInbox inbox={inbox} />
            ) : error ? (
              <LoadState error={error} onRetry={refetch} />
            ) : null}
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
        <Link href="/inbox" className={buttonClass({}, "self-start")}>
          {t("toInbox")}
        </Link>
      </div>
    </main>
  );
}

/** Creates the first inbox, or shows its name. */
function FirstInbox({ inbox }: { inbox: InboxDto | null }) {
  const t = useTranslations("welcome.step1");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [channel, setChannel] = useState<FirstChannel>("widget");
  const create = useSaveMutation(trpc.inboxes.create.mutationOptions(), trpc.inboxes.pathFilter());
  if (inbox) {
    return (
      <p>
        <bdi className="font-medium">{inbox.name}</bdi> <span className="text-muted">{t("is")}</span>
      </p>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate({ name: String(new FormData(event.currentTarget).get("name")), channel });
  };
  return (
    <>
      <p className="mb-3 text-muted">{t("text")}</p>
      <div className="mb-4">
        <SegmentedField
          label={t("channel")}
          value={channel}
          options={FIRST_CHANNELS.map((value) => ({ value, label: t(value) }))}
          hint={
            <Link href="/settings/inboxes?new=1" className="text-accent hover:underline">
              {t("others")}
            </Link>
          }
          onChange={setChannel}
        />
      </div>
      <form method="post" onSubmit={submit} className="flex items-start gap-2">
        <Field
          label={t("name")}
          name="name"
          required
          maxLength={NAME_CHARS_MAX}
          autoComplete="off"
          dir="auto"
          placeholder={t(`example.${channel}`)}
          error={create.error ? errorText(create.error) : undefined}
          className="flex-1"
        />
        <Button variant="primary" type="submit" disabled={create.isPending} className="mt-6 h-8.5">
          {t("create")}
        </Button>
      </form>
    </>
  );
}

/** The test page, or the command to copy, done once it is opened or made, and the first message of the inbox as it arrives. */
function FirstMessage({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("welcome");
  const [isReady, setReady] = useState(false);
  const newest = useNewest(inbox);
  const isArrived = newest.row !== undefined;
  return (
    <>
      <Step number={2} title={t("step2.title")} isDone={isReady || isArrived} doneLabel={t("done")}>
        {inbox.channel === "widget" ? (
          <FirstVisit inbox={inbox} onOpened={() => setReady(true)} />
        ) : (
          <FirstRequest inbox={inbox} isNext={!isArrived} onCreated={() => setReady(true)} />
        )}
      </Step>
      <Step number={3} title={t("step3.title")} isDone={isArrived} doneLabel={t("done")}>
        <Arrival newest={newest} />
      </Step>
    </>
  );
}
