import { installApi } from "./api";
import { defineElement, mount } from "./element";
import { readOptions } from "./options";
import { createChat } from "./state/chat";

/** Starts the widget of the script tag that runs. A second one on the page does nothing. */
function start(): void {
  const script = document.currentScript;
  const options = script instanceof HTMLScriptElement ? readOptions(script) : null;
  if (!options) return console.error("tickline: the script tag needs data-inbox");
  if (!defineElement())
    return console.warn("tickline: the widget is on this page already; this script does nothing");
  const chat = createChat(options);
  installApi(chat);
  const begin = () => {
    mount(chat);
    void chat.connect();
    if (options.opensAtOnce) chat.open();
  };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin, { once: true });
}

start();
