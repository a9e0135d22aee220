"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ConnectionMark } from "@/app/_shell/nav/connection-mark";
import { FIELD } from "@/app/_ui/field";
import { IconButton } from "@/app/_ui/icon-button";
import { ToastPlace } from "@/app/_ui/overlay/toast";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";

type PaneFrameProps = {
  title: string;
  /** The buttons beside the title. */
  actions: ReactNode;
  search: { label: string; hint: string; query: string; onChange: (query: string) => void };
  /** The filters below the search field. */
  chips?: ReactNode;
  onOpenNav: () => void;
  /** The list. */
  children: ReactNode;
};

/** A list of the contacts screen below its title and its search field. */
export function PaneFrame({ title, actions, search, chips, onOpenNav, children }: PaneFrameProps) {
  const t = useTranslations("list");
  return (
    <section
      aria-label={title}
      className="flex min-h-0 min-w-0 flex-1 flex-col border-line bg-surface md:border-r lg:border-l"
    >
      <div className="flex h-12 shrink-0 items-center gap-2 border-line border-b pr-2 pl-3.5">
        <span className="lg:hidden">
          <IconButton label={t("openNav")} onClick={onOpenNav}>
            <MenuIcon size={17} aria-hidden />
          </IconButton>
        </span>
        <h2 className="min-w-0 flex-1 truncate text-md">{title}</h2>
        {actions}
      </div>
      <div className="flex shrink-0 flex-col gap-2 px-3.5 py-2.5">
        <input
          type="search"
          value={search.query}
          onChange={({ target }) => search.onChange(target.value)}
          aria-label={search.label}
          placeholder={search.hint}
          maxLength={QUERY_CHARS_MAX}
          autoComplete="off"
          className={FIELD}
        />
        {chips}
      </div>
      <ConnectionMark className="lg:hidden" />
      {children}
      <ToastPlace />
    </section>
  );
}
