/** @jsxImportSource preact */
import { render } from "preact";
import type { Chat } from "./state/chat";
import { textsOf, withTexts } from "./texts/texts";
import { App } from "./ui/app";
import { colorsOf } from "./ui/colors";
import { STYLES } from "./ui/styles";

const NAME = "tickline-widget";

/** Defines `<tickline-widget>`. Returns whether it was not there: a page has one. */
export function defineElement(): boolean {
  if (customElements.get(NAME)) return false;
  customElements.define(NAME, class extends HTMLElement {});
  return true;
}

/** Puts the widget beside the page's body. Colours and position follow the inbox's settings unless the script tag has its own. Returns its element. */
export function mount(chat: Chat): HTMLElement {
  const { options, store } = chat;
  const element = document.createElement(NAME);
  const shadowRoot = element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  const dynamic = new CSSStyleSheet();
  shadowRoot.adoptedStyleSheets = [sheet, dynamic];
  const root = document.createElement("div");
  root.className = "root";
  root.dir = isRightToLeft(options.locale) ? "rtl" : "ltr";
  root.lang = options.locale;
  root.dataset["theme"] = options.theme;
  shadowRoot.append(root);

  let look = "";
  const applyLook = () => {
    const { config } = store.get();
    const position = options.position ?? config?.position ?? "right";
    const color = options.color ?? config?.color ?? "#2459d8";
    if (look === position + color) return;
    look = position + color;
    root.dataset["position"] = position;
    dynamic.replaceSync(colorsOf(color));
  };
  applyLook();
  store.subscribe(applyLook);

  const show = (more: Readonly<Record<string, unknown>>) =>
    render(
      <App chat={chat} texts={withTexts(textsOf(options.locale), more)} locale={options.locale} />,
      root,
    );
  show({});
  // Beside the body: what the page does to its body, such as a transform or a replacement, does not reach it.
  document.documentElement.append(element);
  if (options.textsUrl) void loadTexts(options.textsUrl).then(show);
  return element;
}

/** The site's texts, or none, with the reason in the console. */
async function loadTexts(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const response = await fetch(url, { credentials: "omit" });
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    const texts: unknown = await response.json();
    return typeof texts === "object" && texts !== null ? { ...texts } : {};
  } catch (error) {
    console.error("tickline: data-texts", error);
    return {};
  }
}

const isRightToLeft = (locale: string): boolean => /^(ar|fa|he|ur)\b/i.test(locale);
