import { installApi } from "./api";
import { defineElement, mount } from "./element";
import { type Options, readOptions } from "./options";
import { createChat } from "./state/chat";

/** Starts the widget of the script tag that runs. A second one on the page does nothing. */
function start(): void {
  const script = document.currentScript;
  const options = script instanceof HTMLScriptElement ? readOptions(script) : null;
  if (!options) console.error("tickline: the script tag needs data-inbox");
  else if (defineElement()) begin(options);
  else console.warn("tickline: the widget is on this page already");
}

function begin(options: Options): void {
  const chat = createChat(options);
  installApi(chat);
  const show = () => {
    mount(chat);
    void chat.connect();
    if (options.opensAtOnce) chat.open();
    // A page with an open request is not kept for the way back.
    addEventListener("pagehide", chat.disconnect);
    addEventListener("pageshow", ({ persisted }) => persisted && void chat.connect());
  };
  if (document.body) show();
  else document.addEventListener("DOMContentLoaded", show, { once: true });
}

start();
