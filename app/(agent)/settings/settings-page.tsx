import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ComponentType } from "react";
import { firstOfEach, type SearchParams } from "@/app/_lib/search-params";
import { requirePageCaller } from "@/app/_lib/session/session";
import { Prefetch, type Reader } from "@/app/(agent)/prefetch";

type Title = Parameters<Awaited<ReturnType<typeof getTranslations<"settings">>>>[0];

type SettingsPage = {
  path: string;
  /** The key of its title below `settings`. */
  title: Title;
  /** Starts the queries of the first paint. */
  read: (reader: Reader) => Promise<unknown>[];
  Screen: ComponentType;
};

type QueriedPage<Q> = Omit<SettingsPage, "path" | "read"> & {
  /** What its URL's parameters select. */
  parse: (params: URLSearchParams) => Q;
  path: (query: Q) => string;
  read: (reader: Reader, query: Q) => Promise<unknown>[];
};

type PageProps = { searchParams: Promise<SearchParams> };

/**
 * A page of the settings whose URL's parameters select what it shows: its title, and its screen for a signed-in member. Others
 * are sent to the sign-in page, and return to the same selection.
 */
export const queriedPage = <Q,>({ title, parse, path, read, Screen }: QueriedPage<Q>) => ({
  async generateMetadata(): Promise<Metadata> {
    const t = await getTranslations("settings");
    return { title: t(title) };
  },
  async Page({ searchParams }: PageProps) {
    const query = parse(new URLSearchParams(firstOfEach(await searchParams)));
    await requirePageCaller(path(query));
    return (
      <Prefetch read={(reader) => read(reader, query)}>
        <Screen />
      </Prefetch>
    );
  },
});

/** A page of the settings that is always the same. */
export const settingsPage = ({ path, ...page }: SettingsPage) =>
  queriedPage({ ...page, parse: () => null, path: () => path });
