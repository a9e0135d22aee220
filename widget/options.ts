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
    locale: locale || document.documentElement.lang || navigator.language || "en",
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    position: position === "left" || position === "right" ? position : null,
    color: color && isColor(color) ? color : null,
    textsUrl: texts ? new URL(texts, document.baseURI).href : null,
    opensAtOnce: open === "" || open === "true",
  };
}

const isColor = (value: string): boolean => /^#[0-9a-f]{6}$/i.test(value);
