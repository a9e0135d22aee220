"use client";

import {
  type EmojiData,
  type EmojiDataResolver,
  EmojiPicker,
  type EmojiPickerListCategoryHeaderProps,
  type EmojiPickerListEmojiProps,
  type EmojiPickerListRowProps,
} from "frimousse";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";

/** Columns of the popover's width. */
const COLUMNS = 9;
const BUTTON =
  "grid size-8 place-items-center rounded-s text-lg hover:bg-hover-raised data-active:bg-hover-raised";

/** All emoji with a search, and those chosen last. Arrows move, Enter chooses. Loaded on demand, hence the default export. */
export default function EmojiPanel({ onChoose }: { onChoose: (emoji: string) => void }) {
  const t = useTranslations("emoji");
  const locale = useLocale();
  const [search, setSearch] = useState("");
  const [recent] = useState(() => readRecent());
  const choose = (emoji: string) => {
    keepRecent(emoji);
    onChoose(emoji);
  };
  const isSearching = search.trim() !== "";
  const resolve: EmojiDataResolver = (language) =>
    loadEmojiData(locale, {
      categoryName: (category) => t(`category.${category}`),
      hasFlags: drawsFlags(),
      resultsName: language === locale ? undefined : t("results"),
    });
  return (
    <EmojiPicker.Root
      // The picker loads other data only for another language.
      locale={isSearching ? `${locale}-results` : locale}
      columns={COLUMNS}
      resolveEmojiData={resolve}
      onEmojiSelect={({ emoji }) => choose(emoji)}
      className="flex flex-col gap-2"
    >
      <EmojiPicker.Search
        autoFocus
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        aria-label={t("search")}
        placeholder={t("search")}
        className="h-8.5 rounded-s border border-line-strong bg-surface px-2.5"
      />
      {!isSearching && recent.length > 0 ? (
        <section aria-label={t("recent")}>
          <h3 className="py-1 font-medium text-faint text-xs tracking-normal">{t("recent")}</h3>
          <div className="flex flex-wrap">
            {recent.map((emoji) => (
              <button key={emoji} type="button" onClick={() => choose(emoji)} className={BUTTON}>
                {emoji}
              </button>
            ))}
          </div>
        </section>
      ) : null}
      <EmojiPicker.Viewport className="relative h-64 outline-none">
        <EmojiPicker.Loading className="absolute inset-0 grid place-items-center text-muted">
          {t("loading")}
        </EmojiPicker.Loading>
        <EmojiPicker.Empty className="absolute inset-0 grid place-items-center text-muted">
          {t("none")}
        </EmojiPicker.Empty>
        <EmojiPicker.List components={{ CategoryHeader, Row, Emoji }} className="select-none" />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  );
}

const CategoryHeader = ({ category, ...rest }: EmojiPickerListCategoryHeaderProps) => (
  <div {...rest} className="bg-raised py-1 font-medium text-faint text-xs">
    {category.label}
  </div>
);

const Row = ({ children, ...rest }: EmojiPickerListRowProps) => <div {...rest}>{children}</div>;

const Emoji = ({ emoji, ...rest }: EmojiPickerListEmojiProps) => (
  <button
    type="button"
    {...rest}
    data-active={emoji.isActive || undefined}
    title={emoji.label}
    className={BUTTON}
  >
    {emoji.emoji}
  </button>
);

/** The name in this browser's storage. */
const NAME = "tickline.recent-emoji";
/** Two rows. */
const KEPT_MAX = 18;

/** The emoji first, then the others without it. */
export const withRecent = (known: readonly string[], emoji: string): string[] =>
  [emoji, ...known.filter((one) => one !== emoji)].slice(0, KEPT_MAX);

/** The emoji that were chosen last in this browser. What is not such a list counts as none. */
export function readRecent(storage: Pick<Storage, "getItem"> = localStorage): string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(NAME) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, KEPT_MAX) : [];
  } catch {
    return []; // not JSON: another program's
  }
}

function keepRecent(emoji: string): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(withRecent(readRecent(), emoji)));
  } catch {
    // No room: it is not offered as one of the last.
  }
}

/** The categories of the data, in its numbers; those left out are parts of emoji. */
export const CATEGORIES = {
  smileys: 0,
  people: 1,
  animals: 3,
  food: 4,
  travel: 5,
  activities: 6,
  objects: 7,
  symbols: 8,
  flags: 9,
} as const;
type Category = keyof typeof CATEGORIES;

/** Systems of the last years show emoji up to this version; newer ones would be empty boxes for many readers. */
const VERSION_MAX = 15;
/** The index of the category with all emoji. */
const ALL = 0;
const FLAG = /^\p{Regional_Indicator}{2}$/u;

/** Each language is its own chunk of the build: nothing is requested from elsewhere. */
const LOADERS = {
  en: () => import("emojibase-data/en/data.json"),
  zh: () => import("emojibase-data/zh/data.json"),
} as const;

const isLoadable = (locale: string): locale is keyof typeof LOADERS => Object.hasOwn(LOADERS, locale);

type EmojiDataOptions = {
  categoryName: (category: Category) => string;
  hasFlags: boolean;
  /** The name of a single category with all emoji, so that a search's best result comes first. */
  resultsName?: string | undefined;
};

/** The emoji with names and search words in a language; English for languages without. */
export async function loadEmojiData(
  locale: string,
  { categoryName, hasFlags, resultsName }: EmojiDataOptions,
): Promise<EmojiData> {
  const { default: all } = await LOADERS[isLoadable(locale) ? locale : "en"]();
  const categories = Object.entries(CATEGORIES) as [Category, number][]; // its keys
  const shown = new Set(categories.map(([, index]) => index));
  return {
    locale,
    categories:
      resultsName === undefined
        ? categories.map(([category, index]) => ({ index, label: categoryName(category) }))
        : [{ index: ALL, label: resultsName }],
    skinTones: { light: "", "medium-light": "", medium: "", "medium-dark": "", dark: "" }, // not offered
    emojis: all
      .filter(({ version, emoji }) => version <= VERSION_MAX && (hasFlags || !FLAG.test(emoji)))
      .flatMap(({ emoji, group, label, version, tags = [] }) =>
        group !== undefined && shown.has(group)
          ? [{ emoji, category: resultsName === undefined ? group : ALL, label, version, tags }]
          : [],
      ),
  };
}

/** Whether this system draws flags of countries; Windows shows their letters. */
function drawsFlags(): boolean {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return true;
  const width = (text: string) => context.measureText(text).width;
  return width("🇪🇺") < width("🇪") * 1.9;
}
