import { expect, test } from "vitest";
import { sanitizeMail } from "./sanitize-mail";

const htmlOf = (html: string) => sanitizeMail(html)?.html;

const OUTLOOK_LABELS: [string, string[]][] = [
  ["English", ["From:", "Sent:", "To:", "Subject:"]],
  ["German", ["Von:", "Gesendet:", "An:", "Betreff:"]],
  ["French", ["De\u00a0:", "Envoyé\u00a0:", "À\u00a0:", "Objet\u00a0:"]],
  ["Spanish", ["De:", "Enviado el:", "Para:", "Asunto:"]],
  ["Spanish on a Mac", ["De:", "Fecha:", "Para:", "Asunto:"]],
  ["Italian", ["Da:", "Inviato:", "A:", "Oggetto:"]],
  ["Italian on a Mac", ["Da:", "Data:", "A:", "Oggetto:"]],
  ["Dutch", ["Van:", "Verzonden:", "Aan:", "Onderwerp:"]],
  ["Portuguese", ["De:", "Enviada em:", "Para:", "Assunto:"]],
  ["Chinese", ["发件人：", "发送时间：", "收件人：", "主题："]],
];
const headingOf = (labels: readonly string[]) =>
  `<p>${labels.map((label) => `<b><span>${label}</span></b> x`).join("<br />")}</p>`;

test.each(OUTLOOK_LABELS)("what follows the heading of Outlook in %s is folded with it", (_, labels) => {
  const heading = `<div><div style="border:none">${headingOf(labels)}</div></div>`;
  expect(htmlOf(`<div><p>new</p><p>\u00a0</p>${heading}<p>old</p></div><p>after</p>`)).toBe(
    `<div><p>new</p><p>\u00a0</p><details data-quote="true">${heading}<p>old</p></details></div><p>after</p>`,
  );
});

test("what follows the heading of Outlook on the web is folded with it", () => {
  const lines = "<b>Von:</b> A<br><b>Gesendet:</b> B<br><b>An:</b> C<br><b>Betreff:</b> D";
  const html = `<div>new</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">${lines}</div><div>old</div>`;
  const folded = `<div>${lines.replaceAll("<br>", "<br />")}</div><div>old</div>`;
  expect(htmlOf(html)).toBe(`<div>new</div><div></div><hr /><details data-quote="true">${folded}</details>`);
});

test("a heading below the text of the same box is folded to the end of the box", () => {
  const html = "<div>new<br /><b>From:</b> A<br />Sent: B<br />To: C<br />Subject: D<br />old</div>after";
  expect(htmlOf(html)).toBe(
    html.replace("<b>", '<details data-quote="true"><b>').replace("old", "old</details>"),
  );
});

test.each([
  [
    "a mail that begins with a heading",
    `<div>${headingOf(["From:", "Sent:", "To:", "Subject:"])}<p>old</p></div>`,
  ],
  ["a form without all lines of a heading", "<p>new</p><p>From: A<br />Date: B<br />Subject: C</p><p>x</p>"],
  ["a heading within a paragraph", "<p>new<br />From: A<br />Sent: B<br />To: C<br />Subject: D</p>"],
  [
    "a heading within the rows of a table",
    "<table><tr><td>new</td></tr><tr><td>From: A<br />Sent: B<br />To: C<br />Subject: D</td></tr></table>",
  ],
])("%s stays open", (_, html) => {
  expect(htmlOf(html)).toBe(html);
});
