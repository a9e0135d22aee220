"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useInboxes } from "@/app/_shared/use-inbox";
import { useTeams } from "@/app/_shared/use-teams";
import { FIELD } from "@/app/_ui/field";
import { CANNED_VISIBILITIES } from "@/server/contract/organising/canned-constants";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";

/** Who is offered a canned reply. Only a new one can be somebody's own. */
export function VisibilityField({ reply }: { reply: CannedReplyDto | null }) {
  const t = useTranslations("settings.canned");
  const id = useId();
  const inboxes = useInboxes();
  const { teams } = useTeams();
  const [visibility, setVisibility] = useState(reply?.visibility ?? "everybody");
  const options = CANNED_VISIBILITIES.filter((one) => reply === null || one !== "own");
  return (
    <div className="flex flex-col gap-2">
      <div>
        <label htmlFor={id} className="mb-1 block font-medium">
          {t("visibility")}
        </label>
        <select
          id={id}
          name="visibility"
          value={visibility}
          onChange={({ target }) => setVisibility(options.find((one) => one === target.value) ?? visibility)}
          className={FIELD}
        >
          {options.map((one) => (
            <option key={one} value={one}>
              {t(`visibilities.${one}`)}
            </option>
          ))}
        </select>
      </div>
      {visibility === "inboxes" ? (
        <Choices legend={t("inboxes")} name="inbox" items={inboxes} chosen={reply?.inboxIds} />
      ) : null}
      {visibility === "teams" ? (
        <Choices legend={t("teams")} name="team" items={teams} chosen={reply?.teamIds} />
      ) : null}
    </div>
  );
}

type ChoicesProps = {
  legend: string;
  name: string;
  items: readonly { id: number; name: string }[];
  chosen: readonly number[] | undefined;
};

const Choices = ({ legend, name, items, chosen = [] }: ChoicesProps) => (
  <fieldset>
    <legend className="sr-only">{legend}</legend>
    <div className="max-h-40 overflow-y-auto rounded-s border border-line-strong py-1">
      {items.map((item) => (
        <label
          key={item.id}
          className="flex min-h-8 cursor-pointer items-center gap-2.5 px-2.5 hover:bg-hover pointer-coarse:min-h-10"
        >
          <input
            type="checkbox"
            name={name}
            value={item.id}
            defaultChecked={chosen.includes(item.id)}
            className="size-4 accent-accent"
          />
          <bdi className="truncate">{item.name}</bdi>
        </label>
      ))}
    </div>
  </fieldset>
);
