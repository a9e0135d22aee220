import { describe, expect, test } from "vitest";
import { safeStyle } from "./declarations";
import { sanitizeMail } from "./sanitize-mail";

const htmlOf = (html: string): string => sanitizeMail(html)?.html ?? "";

describe("what could run, load or leave is removed", () => {
  test.each([
    ["a script", "a<script>alert(1)</script>b", "ab"],
    ["a handler", '<p onclick="alert(1)">a</p>', "<p>a</p>"],
    ["a form", '<form action="https://x.example"><input name="p"><button>a</button></form>', "a"],
    ["a base", '<base href="https://x.example/">a', "a"],
    ["a refresh", '<meta http-equiv="refresh" content="0;url=https://x.example">a', "a"],
    [
      "a style sheet",
      '<link rel="stylesheet" href="https://x.example/a.css"><style>*{color:red}</style>a',
      "a",
    ],
    ["an SVG", '<svg><a href="javascript:alert(1)"><text>x</text></a></svg>a', "a"],
    ["MathML", "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>a", "a"],
    ["a frame and its fallback", '<iframe srcdoc="<script>1</script>"><b>x</b></iframe>a', "a"],
    ["an object", '<object data="https://x.example"><embed src="https://x.example"></object>a', "a"],
    ["a video", '<video src="https://x.example/a.mp4" poster="https://x.example/a.png"></video>a', "a"],
    ["a comment of Internet Explorer", "<!--[if IE]><script>alert(1)</script><![endif]-->a", "a"],
    [
      "a background",
      '<table background="https://x.example/a.png"><tr><td>a</td></tr></table>',
      "<table><tr><td>a</td></tr></table>",
    ],
    ["a set of pictures", '<img srcset="https://x.example/a.png 2x" alt="a">', '<img alt="a" />'],
    ["names that scripts and styles find", '<p id="a" class="b" name="c">a</p>', "<p>a</p>"],
    [
      "marks of our own",
      '<details data-quote="x" open>a</details><img data-cid="a">',
      '<details data-quote="true">a</details><img />',
    ],
  ])("%s", (_, html, safe) => {
    expect(htmlOf(html)).toBe(safe);
  });

  test.each([
    "javascript:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//x.example",
    "file:///etc",
  ])("the address %j of a link", (href) => {
    expect(htmlOf(`<a href="${href}">a</a>`)).toBe(
      '<a target="_blank" rel="noopener noreferrer nofollow">a</a>',
    );
  });

  test.each([
    "background:url(https://x.example/a.png)",
    "background:u\\72l(https://x.example)",
    "background-image:url('https://x.example')",
    "width:expression(alert(1))",
    "color:red/**/;position:fixed",
    "color:var(--a)",
    "list-style:url(x)",
    "min-height:100vh",
    "height:1.5DVMIN",
    "behavior:url(x)",
    "font-family:'a;color:url(x)",
    "color:rgb(1,2,3",
    "color:rgb(attr(x))",
    "color:rgb(url(x))",
    "background:linear-gradient(red, url(x))",
    "background-image:image-set(url(x))",
    "background:linear-gradient(red, rgb(1, 2, 3)",
    "color:)rgb(1, 2, 3",
    "-moz-binding:url(x)",
    `color:${"a".repeat(6_000)}`,
  ])("the style %s", (style) => {
    expect(safeStyle(style)).toBe("");
  });
});

test.each([
  "color:red;background-color:rgb(1, 2, 3)",
  "font-family:Arial, 'Segoe UI', sans-serif;font-size:14px",
  "margin:0 auto !important;width:100%",
  "color:#fff;background:linear-gradient(90deg, rgb(255, 95, 109) 0%, #ffc371)",
  "background-image:radial-gradient(circle, red, rgba(0, 0, 0, .5))",
])("the style %s stays", (style) => {
  expect(safeStyle(style)).toBe(style);
});

test("pictures load nothing: those of the mail, remote ones and those as text are distinguished", () => {
  const safe = sanitizeMail(
    '<img src="cid:logo%40x"><img src="https://x.example/a.png?b=1&amp;c" width="1"><img src="//x.example/b.png">' +
      '<img src="data:image/png;base64,iVBORw0KGgo="><img src="data:image/svg+xml;base64,PHN2Zz4="><img src="/files/1">',
  );
  expect(safe).toEqual({
    html:
      '<img data-cid="logo@x" /><img width="1" data-remote="https://x.example/a.png?b=1&amp;c" />' +
      '<img data-remote="https://x.example/b.png" /><img src="data:image/png;base64,iVBORw0KGgo=" /><img /><img />',
    css: "",
    hasRemotePictures: true,
    hasColors: false,
  });
});

test.each([
  ["Yahoo", '<div class="yahoo_quoted">On …<blockquote>old</blockquote></div>'],
  ["Apple Mail", '<blockquote type="cite">On …<blockquote type="cite">old</blockquote></blockquote>'],
])("the outermost quotation of %s is folded", (_, html) => {
  expect(htmlOf(`<p>new</p>${html}<p>after</p>`)).toBe(
    '<p>new</p><details data-quote="true">On …<blockquote>old</blockquote></details><p>after</p>',
  );
});

test("answers that Gmail puts between the pieces of a quotation are not folded", () => {
  const html =
    '<div class="gmail_quote"><div class="gmail_attr">On …</div><blockquote class="gmail_quote">One?</blockquote>' +
    '<div>First.</div><blockquote class="gmail_quote">Two?</blockquote></div>';
  const quote = (text: string) => `<details data-quote="true">${text}</details>`;
  expect(htmlOf(html)).toBe(`<div><div>On …</div>${quote("One?")}<div>First.</div>${quote("Two?")}</div>`);
});

test("a quotation that its writer made stays open", () => {
  expect(htmlOf("<blockquote>a</blockquote>")).toBe("<blockquote>a</blockquote>");
});

test("unclosed and deeply nested HTML is closed within bounds", () => {
  expect(htmlOf("<table><tr><td><b>a")).toBe("<table><tr><td><b>a</b></td></tr></table>");
  const deep = htmlOf(`${"<div>".repeat(20_000)}a`);
  expect(deep.split("<div>").length - 1).toBe(100);
  expect(deep).toContain("a");
});

test("HTML of too many tags or signs is not sanitised", () => {
  expect(sanitizeMail("<b>".repeat(50_001))).toBeNull();
  expect(sanitizeMail("a".repeat(5_000_001))).toBeNull();
});

test.each(['<font color="red">a</font>', '<p style="color:red">a</p>', '<td bgcolor="#fff">a</td>'])(
  "%s sets colours",
  (html) => {
    expect(sanitizeMail(html)?.hasColors).toBe(true);
  },
);

const cssOf = (css: string): string => sanitizeMail(`<style>${css}</style>a`)?.css ?? "";

describe("style sheets", () => {
  test.each([
    [
      "classes and states",
      ".a p, td > a:hover { color: red !important }",
      ".a p, td > a:hover{color:red !important}",
    ],
    [
      "widths",
      "@media only screen and (max-width: 596px) { .columns { width: 100% !important; position: fixed } }",
      "@media only screen and (max-width: 596px){.columns{width:100% !important}}",
    ],
    [
      "classes as attributes",
      "table[class=body] td[class*='b'] { width: 100% }",
      "table[class=body] td[class*='b']{width:100%}",
    ],
    ["within a comment of HTML", "<!-- p { margin: 0 } -->", "p{margin:0}"],
  ])("%s stay", (_, css, safe) => {
    expect(cssOf(css)).toBe(safe);
  });

  test.each([
    ["an import", '@import "https://x.example/a.css";'],
    ["a font", "@font-face { font-family: a; src: url(https://x.example/a.woff) }"],
    ["an animation", "@keyframes a { from { color: red } }"],
    ["a picture", "p { background: url(https://x.example/a.png) }"],
    ["a text", 'p::before { content: "a" }'],
    ["a place", "p { position: fixed; top: 0 }"],
    ["an attribute", "[data-quote] { display: none }"],
    ["an escape", "p\\3c{ color: red }"],
    ["markup in a value", "p { color: '</style><img src=x>' }"],
    ["markup in a selector", "p<img>{ color: red }"],
    ["a theme", "@media (prefers-color-scheme: dark) { p { color: red } }"],
    ["what is no style sheet", "p { color: red } }"],
    ["a nested rule", "p { a { color: red } }"],
  ])("%s is left out", (_, css) => {
    expect(cssOf(css)).toBe("");
  });

  test("one for print or in a conditional comment is left out, and colours count", () => {
    const of = (html: string) => sanitizeMail(html);
    expect(of('<style media="print">p{color:red}</style>a')?.css).toBe("");
    expect(of("<!--[if mso]><style>p{color:red}</style><![endif]-->a")?.css).toBe("");
    expect(of("<style>p{color:red}</style>a")).toMatchObject({ css: "p{color:red}", hasColors: true });
  });

  test("a mail without one has no classes, and of one with too many rules or signs only the first stay", () => {
    expect(htmlOf('<style>.a{margin:0}</style><p id="b" class="a">a</p>')).toBe('<p class="a">a</p>');
    expect(cssOf("p{margin:0}".repeat(3_100)).split("\n")).toHaveLength(3_000);
    expect(cssOf(`p{margin:0} ${"/* a */".repeat(40_000)}`)).toBe("");
  });
});
