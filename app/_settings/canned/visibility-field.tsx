"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { CheckList } from "@/app/_shared/choice/check-list";
import { useInboxes, useTeams } from "@/app/_shared/use-account";
import { SelectField } from "@/app/_ui/select";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CANNED_VISIBILITIES } from "@/server/contract/organising/constants";

/** Who is offered a canned reply. Only a new one can be somebody's own. */
export function VisibilityField({ reply }: { reply: CannedReplyDto | null }) {
  const t = useTranslations("settings.canned");
  const inboxes = useInboxes();
  const { teams } = useTeams();
  const [visibility, setVisibility] = useState(reply?.visibility ?? "everybody");
  const options = CANNED_VISIBILITIES.filter((one) => reply === null || one !== "own");
  return (
    <div className="flex flex-col gap-2">
      <SelectField
        label={t("visibility")}
        name="visibility"
        value={visibility}
        options={options.map((value) => ({ value, label: t(`visibilities.${value}`) }))}
        onChange={setVisibility}
      />
      {visibility === "inboxes" ? (
        <Choices key="inboxes" legend={t("inboxes")} name="inbox" items={inboxes} chosen={reply?.inboxIds} />
      ) : null}
      {visibility === "teams" ? (
        <Choices key="teams" legend={t("teams")} name="team" items={teams} chosen={reply?.teamIds} />
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

function Choices({ items, chosen: first = [], ...rest }: ChoicesProps) {
  const [chosen, setChosen] = useState(first);
  return (
    <CheckList
      isLegendHidden
      layout="boxed"
      items={items.map(({ id, name }) => ({ value: id, label: name }))}
      chosen={chosen}
      onChange={setChosen}
      {...rest}
    />
  );
}
