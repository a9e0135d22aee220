/** What the request asked for, and the cookies of the answer. */
type Leaving = { body: URLSearchParams; name: string; headers?: Headers };

/**
 * The answer that leads a browser to `to`. A script gets the address as JSON. A plain form gets a page that goes there by
 * itself: Chromium applies `form-action` of the content security policy to every redirect after a form, and a provider may
 * redirect to origins that nobody knows beforehand.
 */
export function leaveFor(to: string, { body, name, headers }: Leaving): Response {
  const kept = new Headers();
  for (const cookie of headers?.getSetCookie() ?? []) kept.append("set-cookie", cookie);
  if (body.get("json") === "true") return Response.json({ url: to }, { headers: kept });
  kept.set("content-type", "text/html; charset=utf-8");
  kept.set("referrer-policy", "no-referrer");
  const url = escaped(to);
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(name)}</title>` +
      `<meta http-equiv="refresh" content="0;url=${url}"><a href="${url}">${escaped(name)}</a></html>`,
    { headers: kept },
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? "");
