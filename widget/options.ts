/** What the script tag sets by its `data-` attributes; null where an attribute is missing. */
export type Options = {
  /** Where the product is: the folder of the script's own address, with a slash at the end. */
  base: string;
  inbox: string;
  locale: string;
  theme: "light" | "dark" | "auto";
  position: "left" | "right" | null;
  color: string | null;
  textsUrl: string | null;
  opensAtOnce: boolean;
};

/** The options of a script tag, or null if it names no inbox. */
export function readOptions(script: HTMLScriptElement): Options | null {
  const { inbox, locale, theme, position, color, texts, open } = script.dataset;
  if (!inbox) return null;
  return {
    base: new URL(".", script.src).href,
    inbox,
    locale: firstLocale([locale, document.documentElement.lang, navigator.language]),
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    position: position === "left" || position === "right" ? position : null,
    color: color && isColor(color) ? color : null,
    textsUrl: texts ? new URL(texts, document.baseURI).href : null,
    opensAtOnce: open === "" || open === "true",
  };
}

const isColor = (value: string): boolean => /^#[0-9a-f]{6}$/i.test(value);

/** The first that is a BCP 47 tag, as browsers accept it. Pages also write `en_US`. */
function firstLocale(values: readonly (string | undefined)[]): string {
  for (const value of values) {
    const [locale] = canonical(value?.replaceAll("_", "-"));
    if (locale) return locale;
  }
  return "en";
}

function canonical(value: string | undefined): string[] {
  try {
    return value ? Intl.getCanonicalLocales(value) : [];
  } catch {
    return []; // no tag
  }
}
