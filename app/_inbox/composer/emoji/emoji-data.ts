import type { EmojiData } from "frimousse";

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
export type Category = keyof typeof CATEGORIES;

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
export function drawsFlags(): boolean {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return true;
  const width = (text: string) => context.measureText(text).width;
  return width("🇪🇺") < width("🇪") * 1.9;
}
