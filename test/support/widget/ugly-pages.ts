import type { SitePage } from "./site";

const SHOP = `<h1>Corner Shop</h1><p>Everything for the kitchen.</p><button>Buy</button><div style="height:1500px">More.</div>`;

/** Pages that the widget must work on. `productUrl`: the only origin that the strict one allows. */
export const uglyPages = (productUrl: string): Record<string, SitePage> => ({
  "/plain": { body: `<title>Shop</title><main>${SHOP}</main>` },
  "/strict-csp": {
    body: "<h1>Bank</h1><p>Accounts and cards.</p>",
    headers: {
      "content-security-policy": `default-src 'none'; script-src ${productUrl}; connect-src ${productUrl}; img-src ${productUrl}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`,
    },
  },
  "/hostile-css": {
    body: SHOP,
    head: `<style>
      * { all: unset !important }
      html, body { filter: contrast(1.01); overflow: hidden; direction: rtl; font: 40px/3 fantasy !important; --brand: red }
      tickline-widget, tickline-widget * { display: none !important; opacity: 0 !important; transform: scale(0) !important }
      button, textarea, input, div, svg, path { display: none !important; visibility: hidden !important; pointer-events: none !important }
    </style>`,
  },
  "/quirks": {
    doctype: "",
    html: 'lang="zh-CN"',
    body: `<table width="100%" bgcolor="#ffffcc"><tr><td><font size="7">WELCOME</font></td></tr></table>
      <form id="tickline"><input name="open"></form>
      <div style="position:fixed;right:0;bottom:0;width:200px;height:200px;background:red;z-index:999999">Advertisement</div>`,
    head: `<script>
      window.React = window.preact = window.h = window.$ = window.jQuery = function () { throw new Error("the page's own") };
      window.define = function () { throw new Error("not for AMD") }; window.define.amd = {};
      window.module = window.exports = {};
      Array.prototype.first = function () { return this[0] };
      Object.prototype.extra = function () {};
      String.prototype.trim = String.prototype.trim;
      document.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault() });
    </script>`,
  },
});
