"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useOrigin } from "@/app/_lib/use-origin";
import { PublicApi } from "@/app/_settings/inbox/connection/public-api";
import { CopyBlock } from "@/app/_shared/copy-block";
import { CopyField } from "@/app/_shared/copy-field";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";
import { SegmentedField } from "@/app/_ui/segmented";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Arrival, useNewest } from "./arrival";
import {
  curlOfChatwoot,
  curlOfMessage,
  curlOfWukongim,
  evolutionSettings,
  nodeOfMessage,
  type Target,
} from "./commands";
import { InboxToken, useInboxToken } from "./made-token";
import { NotKept } from "./not-kept";
import { Part } from "./part";

/** By which API an integration reaches an inbox. */
type Way = "native" | "chatwoot" | "evolution" | "wukongim";

const waysOf = ({ channel }: InboxDto): readonly Way[] =>
  channel === "wukongim" ? ["wukongim"] : ["native", "chatwoot", "evolution"];

function firstWay({ channel, callbackFormat, callbackUrl }: InboxDto): Way {
  if (channel === "wukongim") return channel;
  return callbackUrl !== null && callbackFormat === "chatwoot" ? "chatwoot" : "native";
}

/** What connects an integration to an inbox: its addresses and ids, a token, an example that works, and the first message as it arrives. */
export function ConnectTab({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.connect");
  const me = useMe();
  const origin = useOrigin();
  const token = useInboxToken(inbox);
  const newest = useNewest(inbox);
  const ways = waysOf(inbox);
  const [way, setWay] = useState(() => firstWay(inbox));
  const target: Target = {
    origin,
    accountId: me.accountId,
    inboxId: inbox.id,
    inboxName: inbox.name,
    token: token.secret ?? t("yourToken"),
  };
  return (
    <div className="flex flex-col gap-8">
      {inbox.channel === "wukongim" ? <NotKept inbox={inbox} /> : null}
      {ways.length > 1 ? (
        <SegmentedField
          label={t("way")}
          value={way}
          onChange={setWay}
          options={ways.map((one) => ({ value: one, label: t(`ways.${one}`) }))}
          hint={t(`wayHint.${way}`)}
        />
      ) : null}
      <Part title={t("address")}>
        <Addresses way={way} target={target} />
      </Part>
      <Part title={t("token")}>
        <InboxToken token={token} />
      </Part>
      <Part title={t("example")}>
        <Example way={way} target={target} />
      </Part>
      <Part title={t("first")}>
        <Arrival newest={newest} />
      </Part>
      <Part title={t("next")}>
        <NextSteps inbox={inbox} />
      </Part>
      {inbox.channel === "api" ? <PublicApi inbox={inbox} /> : null}
    </div>
  );
}

type OfWay = { way: Way; target: Target };

/** The address of the API, and the ids that it needs, each to copy. */
function Addresses({ way, target: { origin, accountId, inboxId } }: OfWay) {
  const t = useTranslations("settings.connect");
  const isOfChatwoot = way === "chatwoot" || way === "evolution";
  const url = { native: `${origin}/v1`, chatwoot: origin, evolution: origin, wukongim: `${origin}/wukongim` }[
    way
  ];
  return (
    <div className="flex flex-col gap-3">
      <Copied label={t("endpoint")} value={url} />
      {isOfChatwoot ? <Copied label={t("accountId")} value={String(accountId)} /> : null}
      {way === "wukongim" ? null : <Copied label={t("inboxId")} value={String(inboxId)} />}
    </div>
  );
}

const Copied = ({ label, value }: { label: string; value: string }) => (
  <div>
    <p className="mb-1 font-medium">{label}</p>
    <CopyField label={label} value={value} />
  </div>
);

/** Something to paste, with the token as soon as there is one. */
function Example({ way, target }: OfWay) {
  const t = useTranslations("settings.connect");
  const sample = { customer: t("customer"), content: t("message") };
  switch (way) {
    case "native":
      return (
        <div className="flex flex-col gap-4">
          <CopyBlock label={t("curl")} value={curlOfMessage(target, sample)} />
          <CopyBlock label={t("node")} value={nodeOfMessage(target, sample)} />
        </div>
      );
    case "chatwoot":
      return <CopyBlock label={t("curlCheck")} value={curlOfChatwoot(target)} />;
    case "evolution":
      return (
        <>
          <CopyBlock label={t("evolution")} value={evolutionSettings(target)} />
          <p className="mt-2 max-w-prose text-muted text-sm">{t("evolutionText")}</p>
        </>
      );
    case "wukongim":
      return (
        <>
          <CopyBlock label={t("curl")} value={curlOfWukongim(target, sample)} />
          <WukongimNotes />
        </>
      );
  }
}

function WukongimNotes() {
  const t = useTranslations("settings.wukongim");
  return (
    <ul className="mt-3 max-w-prose list-disc ps-5 text-muted text-sm">
      <li>{t("token")}</li>
      <li>{t("flags")}</li>
      <li>{t("sockets")}</li>
    </ul>
  );
}

/** Where replies and their delivery reports are set up, and where the rest is described. */
function NextSteps({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.connect");
  const link = "text-accent underline underline-offset-2";
  return (
    <ul className="list-disc space-y-1 ps-5">
      <li>
        <Link href={inboxHref(inbox.id, "connection")} className={link}>
          {t("replies")}
        </Link>
      </li>
      <li>
        <Link href="/welcome" className={link}>
          {t("guide")}
        </Link>
      </li>
      <li>
        <a href="/docs/api" className={link}>
          {t("apiDocs")}
        </a>
      </li>
      <li>
        <a href="/docs/events" className={link}>
          {t("eventDocs")}
        </a>
      </li>
    </ul>
  );
}
